// Who may import whom. ARCHITECTURE.md says why.
const layer = (name, from, allowed) => ({
  name,
  severity: "error",
  from: { path: from, pathNot: "\\.test\\.ts$" },
  to: { path: "^(src|adapters|test|bench)/", pathNot: allowed },
});

const vendor = (name, packages, home) => ({
  name,
  severity: "error",
  from: { path: "^(src|adapters)/", pathNot: [`^${home}`, "\\.test\\.ts$"] },
  to: { path: `node_modules/(${packages})/` },
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    layer("model-needs-nothing", "^src/model/", "^src/model/"),
    layer("ports-need-the-model", "^src/ports/", "^src/(ports|model)/"),
    layer("intents-are-pure", "^src/intents/", "^src/(intents|model)/"),
    layer("services-decide", "^src/services/", "^src/(services|ports|model)/"),
    layer("bot-speaks", "^src/bot/", "^src/(bot|services|intents|ports|model)/"),
    layer("http-carries", "^src/http/", "^src/(http|services|ports|model)/"),
    layer("config-reads", "^src/config/", "^src/(config|ports|model)/"),
    layer("app-composes", "^src/app/", "^src/"),
    layer("main-starts", "^src/main\\.ts$", "^src/app/"),
    layer("shared-serves-adapters", "^adapters/shared/", "^(adapters/shared|src/model|src/ports)/"),
    {
      name: "adapters-keep-to-themselves",
      severity: "error",
      from: { path: "^adapters/(providers|chat|store)/([^/]+)/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^(src|adapters|test|bench)/",
        pathNot: ["^adapters/$1/$2/", "^adapters/shared/", "^src/(model|ports)/"],
      },
    },
    {
      name: "emulators-are-written-a-second-time",
      comment: "An emulator that shares the adapter's signing code or field names repeats its mistakes.",
      severity: "error",
      from: { path: "^adapters/(providers|chat)/([^/]+)/(emulat)", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^(src|adapters|test)/",
        pathNot: [
          "^adapters/$1/$2/emulat",
          "^adapters/$1/$2/fixtures/",
          "^adapters/shared/(emulator|chat-emulator|checkout-page|exact-json)\\.ts$",
          "^src/ports/(runtime|emulator)\\.ts$",
        ],
      },
    },
    {
      name: "adapters-do-not-use-emulators",
      severity: "error",
      from: { path: "^adapters/(providers|chat)/[^/]+/(?!emulat)", pathNot: "\\.test\\.ts$" },
      to: { path: "^adapters/(providers|chat)/[^/]+/emulat" },
    },
    vendor("bolt-only-in-slack", "@slack/[^/]+", "adapters/chat/slack/"),
    vendor("telegraf-only-in-telegram", "telegraf", "adapters/chat/telegram/"),
    vendor("undici-only-in-the-http-client", "undici", "adapters/shared/http-client\\.ts"),
    vendor("pg-only-in-postgres", "pg", "adapters/store/postgres/"),
    vendor("chrono-only-in-intents", "chrono-node", "src/intents/"),
    vendor("uqr-only-in-bot", "uqr", "src/bot/"),
    vendor("app-libraries-only-in-app", "pino|prom-client|keyv", "src/app/"),
    vendor("hono-server-only-in-http", "@hono/node-server", "src/http/"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
