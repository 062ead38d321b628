package io.footfall.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** The admin page in a browser tab. It records the requests, and the errors and warnings of the console. */
final class AdminPage implements AutoCloseable {

    private static final Pattern SYNC_ENDED = Pattern.compile("Nothing was waiting|Transferred");

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Set<String> GRAVE = Set.of("serious", "critical");
    private static final double PATIENCE_MILLIS = 20_000;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final BrowserContext context;
    private final Page page;
    private final String address;

    AdminPage(BrowserContext context, String address) {
        this.context = context;
        this.address = address;
        this.page = context.newPage();
        page.onRequest(request -> requests.add(request.url()));
        page.onPageError(error -> complaints.add(error));
        page.onConsoleMessage(message -> {
            if (Set.of("error", "warning").contains(message.type())) {
                complaints.add(message.text() + " @ " + message.location());
            }
        });
        page.navigate(address);
    }

    Page tab() {
        return page;
    }

    List<String> requests() {
        return requests;
    }

    List<String> complaints() {
        return complaints;
    }

    Locator byId(String id) {
        return page.locator("#" + id);
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    AdminPage signIn(String token) {
        page.getByLabel("Operator token").fill(token);
        button("Sign in").click();
        return this;
    }

    /** Waits for the message of a finished sync, whether or not views were pending. */
    void saysThatASyncEnded() {
        assertThat(byId("sync-result"))
                .containsText(SYNC_ENDED, new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
    }

    void says(String id, String text) {
        assertThat(byId(id))
                .containsText(text, new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
    }

    void isIn(String id, String state) {
        assertThat(byId(id))
                .hasAttribute(
                        "data-state", state, new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE_MILLIS));
    }

    double figure(String id) {
        return Double.parseDouble(byId(id).textContent().replace(",", "").replace("–", "0"));
    }

    /** Returns the serious and critical accessibility violations that axe finds. */
    List<String> barriers() {
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> GRAVE.contains(rule.getImpact()))
                        .map(AdminPage::wordsOf)
                        .toList();
    }

    private static String wordsOf(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream()
                        .map(node -> node.getTarget() + " " + node.getHtml())
                        .toList();
    }

    boolean fitsItsWidth() {
        return (boolean)
                page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth");
    }

    void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    String address() {
        return address;
    }

    @Override
    public void close() {
        context.close();
    }
}
