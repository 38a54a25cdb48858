namespace Microsoft.ML.TransferEmbeddings.Onnx.WeightQuantization;

/// <summary>Texts of several lengths, kinds and languages, to compare two models on where a user gives none.</summary>
internal static class SampleTexts
{
    public static readonly string[] All =
    [
        "",
        "Hello",
        "Order 66182",
        "The food was wonderful and the staff were friendly.",
        "I will never come back to this place.",
        "How do I change the PIN of my card?",
        "My transfer has not arrived yet, although it was sent five days ago.",
        "What is the capital of Australia?",
        "Water boils at a lower temperature on a mountain because the pressure of the air is lower there.",
        "The committee postponed its decision until the figures of the third quarter are known.",
        "A gripping story, badly told.",
        "public static int Add(int a, int b) => a + b;",
        "SELECT name, price FROM products WHERE price > 100 ORDER BY price DESC",
        "https://example.org/search?q=embedding&page=2",
        "Symptoms are fever, a dry cough and a headache that lasts for more than three days.",
        "Die Lieferung kam zwei Wochen zu spät, und der Karton war beschädigt.",
        "Le train de huit heures est annulé à cause de la neige.",
        "¿Dónde puedo comprar entradas para el concierto?",
        "Купить билет можно только в кассе.",
        "明日の会議は何時からですか。",
        "The tenant shall give the landlord written notice at least sixty days before the end of the term; without notice the lease goes on from month to "
            + "month, on the same conditions, until either side ends it.",
        "In the first round the visitors scored twice within ten minutes, lost their best player to an injury, and then defended for an hour against a team "
            + "that had beaten everybody else this season. Nobody in the stadium sat down. When it was over, the goalkeeper lay on his back and laughed.",
        "To bake the bread, mix five hundred grams of flour with a spoon of salt and half a cube of yeast, add three hundred millilitres of warm water, knead "
            + "for ten minutes, let the dough rise for two hours, fold it twice, and bake it at two hundred and forty degrees until the crust is dark.",
        "good bad good bad good bad",
    ];
}
