import { definePlatform } from "../../../src/ports/chat-platform.ts";
import { slackEnv } from "./config.ts";
import { slackManifest } from "./manifest.ts";

const load = () => import("./platform.ts");

export default definePlatform({
  id: "slack",
  title: "Slack",
  env: slackEnv,
  load,
  async create(config, context) {
    const { createSlackPlatform } = await load();
    return createSlackPlatform(config, context);
  },
  tools: {
    manifest: {
      help: "manifest: the Slack app manifest for this configuration",
      worksUnconfigured: true,
      async run({ config, publicUrl = "https://your-public-url.example" }) {
        const isSocketMode = config.SLACK_APP_TOKEN !== undefined;
        const hasOAuth = config.SLACK_CLIENT_ID !== undefined;
        return JSON.stringify(slackManifest({ isSocketMode, hasOAuth }, publicUrl), null, 2);
      },
    },
  },
});
