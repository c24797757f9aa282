// Compiles schemas with Ajv and checks documents against them.  In: {schema, keywords, documents: {name: text}} on standard
// input, one JSON; out: {fault: text or null, found: {name: [errors]}}.  The only argument is the folder of the Node packages.
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const packages = createRequire(`${process.argv[2]}/`);
const { Ajv } = packages("ajv");
const YAML = packages("yaml");

const { schema, keywords, documents } = JSON.parse(readFileSync(0, "utf8"));
// `strict` switches on strictTypes, strictTuples and strictRequired too.
const ajv = new Ajv({ strict: true, allErrors: true });
for (const keyword of keywords) ajv.addKeyword(keyword);
let check;
let fault = null;
try {
  check = ajv.compile(schema);
} catch (error) {
  fault = error.message;
}
const found = {};
for (const [name, text] of Object.entries(check ? documents : {})) {
  found[name] = check(YAML.parse(text)) ? [] : check.errors;
}
process.stdout.write(JSON.stringify({ fault, found }));
