// textlint with textlint-rule-prh and a dictionary of terms: node textlint.mjs NODE_FOLDER DICTIONARY, asked like the others.
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";

const [folder, dictionary, ...files] = process.argv.slice(2);
const require = createRequire(path.resolve(folder, "package.json"));
const inside = createRequire(require.resolve("textlint"));
const { createLinter } = require("textlint");
const { TextlintKernelDescriptor } = inside("@textlint/kernel");
const plain = (module) => module.default ?? module;

const linter = createLinter({
  descriptor: new TextlintKernelDescriptor({
    rules: [{ ruleId: "prh", rule: plain(require("textlint-rule-prh")), options: { rulePaths: [dictionary] } }],
    plugins: [{ pluginId: "text", plugin: plain(inside("@textlint/textlint-plugin-text")), options: true }],
    filterRules: [],
  }),
});

const check = async (paths) =>
  process.stdout.write(
    `${(await linter.lintFiles(paths)).reduce((sum, result) => sum + result.messages.length, 0)}\n`,
  );

if (files.length) await check(files);
else for await (const line of createInterface({ input: process.stdin })) await check(JSON.parse(line));
