import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;

/** Runs veraPDF over a file: java Vera FILE FLAVOUR PROFILE [FLAVOUR PROFILE]…, one verdict a line. */
public final class Vera {
    private static final int SHOWN = 5;

    private Vera() {}

    public static void main(String[] words) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        Path file = Path.of(words[0]);
        boolean compliant = true;
        for (int i = 1; i + 1 < words.length; i += 2) {
            compliant &= validate(file, words[i], words[i + 1]);
        }
        System.exit(compliant ? 0 : 1);
    }

    private static boolean validate(Path file, String flavour, String profile) throws Exception {
        var kind = PDFAFlavour.fromString(flavour);
        // The jar has no directory of profiles: each is opened by its name.
        String name = "org/verapdf/pdfa/validation/" + profile + ".xml";
        try (InputStream pdf = Files.newInputStream(file);
                InputStream rules = Vera.class.getClassLoader().getResourceAsStream(name);
                var parser = Foundries.defaultInstance().createParser(pdf, kind);
                var validator =
                        ValidatorFactory.createValidator(
                                Profiles.profileFromXml(rules), SHOWN, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            String verdict = result.isCompliant() ? "PASS" : "FAIL";
            System.out.println(verdict + " " + profile + " " + result.getTotalAssertions());
            failures(result).forEach((rule, about) -> System.out.println("  " + rule + " " + about));
            return result.isCompliant();
        }
    }

    private static Map<String, String> failures(ValidationResult result) {
        Map<String, String> found = new TreeMap<>();
        for (TestAssertion one : result.getTestAssertions()) {
            if (one.getStatus() == TestAssertion.Status.FAILED) {
                String rule = one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber();
                found.putIfAbsent(rule, one.getMessage() + " @ " + one.getLocation().getContext());
            }
        }
        return found;
    }
}
