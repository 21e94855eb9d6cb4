package dev.mcpauth.agent;

import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.mcpauth.client.shared.Addresses;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Text;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Which model the environment names. Any server with an OpenAI-compatible API will do, including one on this machine. */
final class Models {

    private static final String OPENAI = "https://api.openai.com/v1";

    private Models() {}

    /**
     * The model, or nothing if neither {@code OPENAI_API_KEY} nor {@code OPENAI_BASE_URL} is set.
     *
     * @param timeout for one response of the model
     * @throws Failure if a setting is missing or not usable
     */
    static Optional<ChatModel> from(Map<String, String> environment, Duration timeout) {
        Optional<String> key = text(environment, "OPENAI_API_KEY");
        Optional<String> url = text(environment, "OPENAI_BASE_URL");
        if (key.isEmpty() && url.isEmpty()) {
            return Optional.empty();
        }
        String model = text(environment, "MODEL")
                .orElseThrow(() -> new Failure(ExitCode.USAGE, "Set MODEL to the name of a model, such as gpt-5-mini"));
        return Optional.of(OpenAiChatModel.builder()
                .httpClientBuilder(JdkHttpClient.builder()
                        .httpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)))
                .baseUrl(safe(url.orElse(OPENAI)))
                .apiKey(key.orElse("none")) // servers on this machine ignore it
                .modelName(model)
                .timeout(timeout)
                .maxRetries(0)
                .build());
    }

    private static Optional<String> text(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The key, the questions and all results go to this URL. */
    private static String safe(String url) {
        try {
            URI uri = URI.create(url);
            boolean web = "https".equalsIgnoreCase(uri.getScheme())
                    || "http".equalsIgnoreCase(uri.getScheme()) && Addresses.isThisMachine(uri);
            if (web && uri.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException notAUrl) {
            // The same message
        }
        throw new Failure(
                ExitCode.USAGE,
                "OPENAI_BASE_URL must be an https URL, or an http URL on this machine, not \"" + Text.brief(url)
                        + "\"");
    }
}
