// Every one of the 10,000 most common passwords is refused, by a public list that the product never
// sees (zxcvbn-ts, MIT; sorted by how often each was seen), and what is on no list is taken.
//
// usage: passwords.mjs PRAXIS_PASSWORD_CHECK
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const COMMON = 10_000;
const LIST = "@zxcvbn-ts/language-common/src/passwords.json";
const file = createRequire(import.meta.url).resolve(LIST);
const common = JSON.parse(readFileSync(file, "utf8")).slice(0, COMMON);
const uncommon = ["seven green kettles sing", "correct horse battery staple", "kfT9-x2qLm)v",
  "402918475613", "žltý kôň ĺúka"];

function verdicts(passwords) {
  const ran = spawnSync(process.argv[2], { input: passwords.join("\n") + "\n", encoding: "utf8" });
  const lines = (ran.stdout ?? "").trimEnd().split("\n");
  if (ran.status !== 0 || lines.length !== passwords.length) {
    throw new Error(`${process.argv[2]}: exit ${ran.status}, ${lines.length} lines: ${ran.stderr}`);
  }
  return new Map(passwords.map((password, at) => [password, lines[at]]));
}

if (common.length !== COMMON || common[0] !== "123456") throw new Error("another list");
const shouted = common.map((password) => password.toUpperCase());
const faults = [];
for (const [password, verdict] of verdicts([...common, ...shouted])) {
  if (verdict !== "refused") faults.push(`${verdict}: ${password}`);
}
for (const [password, verdict] of verdicts(uncommon)) {
  if (verdict !== "taken") faults.push(`${verdict}: ${password}`);
}
const long = common.filter((password) => Buffer.byteLength(password) >= 12).length;
console.log(`${common.length} common passwords, ${long} of them of 12 bytes and more`);
for (const fault of faults) console.log(`FAULT: ${fault}`);
process.exit(faults.length === 0 ? 0 : 1);
