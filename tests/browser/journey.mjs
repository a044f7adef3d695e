// A person's journey through the pages of two centres whose link comes and goes: sign in, write a
// case study, edit it on both sides apart, choose among two titles, reply; and at each step the
// words at the foot of the page. By keyboard only; scripts off and on; 320 and 1280 px wide.
//
// Started by journey.py, which gives one JSON line (nodes, accounts, documents, folder of
// screenshots) and, when asked by a line, switches the link, {"link":"down"}, or does what is not done
// in a browser, {"ask":{...}}.
import { createInterface } from "node:readline";

import { launch } from "./chromium.mjs";
import { Looker } from "./look.mjs";
import { Members } from "./members.mjs";
import { Person } from "./person.mjs";
import { Stewards } from "./stewards.mjs";

const WAYS = [
  { name: "scripts off, 320 px", scripts: false, width: 320 },
  { name: "scripts off, 1280 px", scripts: false, width: 1280 },
  { name: "scripts on, 320 px", scripts: true, width: 320 },
  { name: "scripts on, 1280 px", scripts: true, width: 1280 },
];
const HEIGHT = 900;
// Nodes dial again after 60 s at the latest (limits::redial_max), and then have to sync.
const CONTACT_SECONDS = 120;
const AT_BRATISLAVA = /\bat Bratislava\b/;

const SENTENCES = {
  waiting: "Citizens wait three weeks for an answer.",
  copying: "Staff copy numbers by hand.",
};
const EDITS = {
  bangkok: [SENTENCES.waiting, "Citizens travel twice and wait three weeks for an answer."],
  bratislava: [SENTENCES.copying, "Staff copy numbers by hand and mistype every tenth form."],
};

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const setup = JSON.parse((await lines.next()).value);
const looker = new Looker(setup.screenshots, setup.shoots);
const begin = Date.now();

function say(words) {
  console.log(`${((Date.now() - begin) / 1000).toFixed(1).padStart(6)}  ${words}`);
}

async function link(state) {
  say(`the link goes ${state}`);
  console.log(JSON.stringify({ link: state }));
  await lines.next();
}

// What whoever runs the node at Bratislava is asked for, or somebody at a machine of their own.
async function operator(request) {
  console.log(JSON.stringify({ ask: request }));
  return JSON.parse((await lines.next()).value);
}

// One way to use the pages: somebody at each of the two nodes, in browsers of their own.
class Traveller {
  constructor(way) {
    this.way = way;
    this.title = `One window for permits (${way.name})`;
    this.titles = { bangkok: `${this.title} from Bangkok`, bratislava: `${this.title}, revised` };
  }

  async enter(browser) {
    this.context = () => browser.newContext({
      javaScriptEnabled: this.way.scripts,
      viewport: { width: this.way.width, height: HEIGHT },
      reducedMotion: "reduce",
    });
    for (const node of ["bangkok", "bratislava"]) {
      const context = await this.context();
      this[node] = new Person(await context.newPage(), setup.nodes[node]);
    }
  }

  look(person, type) {
    return looker.look(person.page, this.way, type);
  }

  async readAsAStranger() {
    const person = this.bangkok;
    await person.open("/");
    await person.tabTo("link", "Skip to the content");
    await person.see("heading", "New here");
    await person.follow("link", "Spaces");
    await person.see("heading", "Spaces");
    await this.look(person, "spaces");
    await person.follow("link", "Who decides for the network");
    await person.seeText(/^The board has one key/);
    await this.look(person, "board");
    await person.open("/spaces");
    await person.follow("link", setup.space.name);
    await person.see("heading", setup.space.name);
    await this.look(person, "space");
    await person.follow("link", "Who may do what here");
    await person.see("heading", /^Who may do what in/);
    await this.look(person, "roles");
    if (await person.open("/d/0") !== 404) throw new Error("a document that is not there: no 404");
    await this.look(person, "error");
    await person.open("/");
    await person.follow("link", "Sign in");
    await person.see("heading", "Sign in");
    await this.look(person, "sign-in");
  }

  async signIn() {
    for (const node of ["bangkok", "bratislava"]) {
      const account = setup.accounts[node];
      await this[node].open("/");
      await this[node].signIn(account);
      await this[node].see("link", `Signed in as ${account.name}`);
      await this[node].see("button", "Sign out");
    }
    await this.look(this.bangkok, "home");
    await this.bangkok.follow("link", `Signed in as ${setup.accounts.bangkok.name}`);
    await this.bangkok.see("heading", "Your account");
    await this.look(this.bangkok, "me");
  }

  async writeACase() {
    const person = this.bangkok;
    await person.follow("link", "Spaces");
    await person.follow("link", setup.space.name);
    await person.follow("link", /^Case studies/);
    await person.see("heading", "Case studies");
    await this.look(person, "list");
    await person.follow("link", /^Write a new one/);
    await person.see("heading", "New: Case study");
    await this.look(person, "new");
    await person.write(/^Title/, this.title);
    await person.write(/^Problem/, Object.values(SENTENCES).join(" "));
    await person.follow("button", "Save");
    await person.see("heading", this.title);
    await person.seeText(SENTENCES.copying);
    this.case = person.path();
    await this.expectFoot(person, /^Here only/);
  }

  async expectFoot(person, words) {
    const foot = await person.footLine();
    if (!words.test(foot)) throw new Error(`the foot line is not ${words}: ${foot}`);
  }

  async seeItArrive() {
    const person = this.bangkok;
    await person.open(this.case);
    await person.reloadUntil(async () => {
      const foot = await person.footLine();
      return AT_BRATISLAVA.test(foot) || foot;
    }, CONTACT_SECONDS, "the foot line says at Bratislava");
    await person.follow("link", "Status");
    await person.see("heading", `Status of ${this.title}`);
    await person.see("rowheader", /^Bratislava/);
    await this.look(person, "status");
    await this.bratislava.open(this.case);
    await this.bratislava.see("heading", this.title);
  }

  async editApart(node) {
    const person = this[node];
    await person.open(this.case);
    await person.follow("link", "Edit Problem");
    await person.see("heading", /Problem/);
    if (node === "bangkok") await this.look(person, "edit-section");
    await person.rewrite(/^Problem/, ...EDITS[node]);
    await person.follow("button", "Save");
    await person.seeText(EDITS[node][1]);
    await person.follow("link", "Edit");
    if (node === "bangkok") await this.look(person, "edit");
    await person.write(/^Title/, this.titles[node]);
    await person.follow("button", "Save");
    await person.see("heading", this.titles[node]);
    await this.expectFoot(person, /^Here only/);
  }

  async seeBothEdits() {
    for (const person of [this.bangkok, this.bratislava]) {
      await person.open(this.case);
      await person.reloadUntil(async () => {
        const main = await person.page.getByRole("main").innerText();
        return /Choose one/.test(main) || "no conflict";
      }, CONTACT_SECONDS, "both titles are there");
      await person.seeText(/Merged from 2 offline edits/);
      for (const [, sentence] of Object.values(EDITS)) await person.seeText(sentence);
    }
    await this.look(this.bratislava, "document");
  }

  async chooseATitle() {
    const person = this.bratislava;
    await person.follow("link", "Look at the values and choose");
    await person.see("heading", "Choose among values");
    for (const [node, title] of Object.entries(this.titles)) {
      await person.see("radio", new RegExp(`${escaped(title)}.*${setup.accounts[node].name}`, "s"));
    }
    await this.look(person, "conflicts");
    const words = Object.entries(this.titles).flatMap(([node, title]) =>
      [title, setup.accounts[node].name]);
    const missing = await looker.missingOnPaper(person.page, words);
    if (missing.length > 0) throw new Error(`not on paper: ${missing.join(", ")}`);
    await person.choose(new RegExp(`${escaped(this.titles.bangkok)} `));
    await person.follow("button", "Choose this");
    await person.see("heading", this.titles.bangkok);
    if (/Choose one/.test(await person.page.getByRole("main").innerText())) {
      throw new Error("the conflict is still there after the choice");
    }
  }

  async readTheHistory() {
    const person = this.bratislava;
    await person.follow("link", "History");
    await person.see("heading", `History of ${this.titles.bangkok}`);
    // Each form wrote what was changed in it, and nothing else.
    for (const [words, times] of [["Changed Title.", 3], ["Changed Problem.", 2]]) {
      const told = await person.page.getByText(words, { exact: true }).count();
      if (told !== times) throw new Error(`the history says ${told} times: ${words}`);
    }
    await this.look(person, "history");
    await person.follow("link", /^What changed/);
    await person.see("heading", `What changed in ${this.titles.bangkok}`);
    await this.look(person, "diff");
  }

  async reply() {
    const person = this.bangkok;
    this.post = `It saved us a journey (${this.way.name}).`;
    await person.open(`/d/${setup.thread.id}`);
    await person.see("heading", setup.thread.title);
    await person.follow("link", /^Quote this by/);
    await person.see("heading", `Reply to ${setup.thread.title}`);
    await this.look(person, "reply");
    await person.tabTo("textbox", /./);
    await person.page.keyboard.type(this.post);
    await person.follow("button", "Send");
    await person.seeText(this.post);
    await this.look(person, "thread");
    await this.expectFoot(person, /^Here only/);  // the thread is everywhere, this post is not
    const post = person.page.getByRole("article").filter({ hasText: this.post });
    const own = await post.getByRole("link", { name: /^On its own page/ }).getAttribute("href");
    await person.open(own);
    await person.seeText(this.post);
    await this.expectFoot(person, /^Here only/);
  }

  async seeTheReplyArrive() {
    const person = this.bangkok;
    await person.reloadUntil(async () => {
      const foot = await person.footLine();
      return AT_BRATISLAVA.test(foot) || foot;
    }, CONTACT_SECONDS, "the reply's foot line says at Bratislava");
    await this.bratislava.open(`/d/${setup.thread.id}`);
    const posts = this.bratislava.page.getByRole("article").filter({ hasText: this.post });
    if (await posts.count() !== 1) throw new Error("the reply does not stand once at Bratislava");
    await person.follow("link", "Sync");
    await person.see("heading", "Sync");
    await this.look(person, "sync");
    await person.follow("link", "Compare with another node");
    await person.see("heading", "Compare with another node");
    await this.look(person, "compare");
  }

  // Somebody at Bangkok calls moderators to what somebody at Bratislava wrote.
  async flagAPost() {
    const person = this.bangkok;
    this.flag = `Illustrative: it names no source (${this.way.name}).`;
    await person.open(`/d/${setup.thread.id}`);
    await person.follow("link", /^Flag this by/);
    await person.see("heading", /^Call moderators to/);
    await this.look(person, "flag");
    await person.write(/^What is wrong/, this.flag);
    await person.follow("button", "Send it to the moderators");
    await person.seeText(this.flag);
  }

  async settleTheFlag() {
    const person = this.bratislava;
    await person.open(`/s/${setup.space.id}/queue`);
    await person.reloadUntil(async () => {
      const waiting = person.page.getByRole("listitem").filter({ hasText: this.flag });
      return await waiting.count() > 0 || "it is not in the queue";
    }, CONTACT_SECONDS, "the flag arrives");
    await this.look(person, "queue");
    const call = person.page.getByRole("listitem").filter({ hasText: this.flag });
    const settle = call.getByRole("link", { name: /^Settle this flag/ }).first();
    await person.open(await settle.getAttribute("href"));
    await person.choose(/^Settle it/);
    await person.write(/^Reason/, "The source was asked for.");
    await person.follow("button", "Do this");
    await person.seeText(/^Settled/);
  }

  // The desk officer moderates; what is hidden stays readable for its author.
  async hideThePost() {
    const person = this.bratislava;
    await person.open(`/d/${setup.thread.id}`);
    const post = person.page.getByRole("article").filter({ hasText: this.post });
    const link = post.getByRole("link", { name: /^Moderate this by/ });
    await person.open(await link.getAttribute("href"));
    await person.see("heading", /^Moderate/);
    await this.look(person, "moderate");
    await person.choose(/^Hide it/);
    await person.write(/^Reason/, "Illustrative: names a citizen.");
    await person.follow("button", "Do this");
    await person.seeText(/^Hidden by a moderator: you read it/);
    await this.bangkok.open(`/d/${setup.thread.id}`);
    await this.bangkok.reloadUntil(async () => {
      const own = this.bangkok.page.getByRole("article").filter({ hasText: this.post });
      return /Hidden by a moderator/.test(await own.innerText()) || "it is not hidden here";
    }, CONTACT_SECONDS, "what was hidden at Bratislava is hidden at Bangkok");
  }

  async readTheLog() {
    const person = this.bangkok;
    await person.open(`/d/${setup.thread.id}`);
    if ((await person.page.content()).includes(this.post)) {
      throw new Error("a stranger reads what was hidden");
    }
    await person.follow("link", "By whom, when and why");
    await person.see("heading", "Post hidden by a moderator");
    await person.seeText("Illustrative: names a citizen.");
    await this.look(person, "withheld");
    await person.follow("link", "What was moderated here");
    await person.see("heading", /^What was moderated in/);
    await this.look(person, "moderation");
  }

  // A session that ended while somebody wrote: the text is there after signing in again.
  async loseTheSession() {
    const person = this.bratislava;
    const text = `Typed before the session ended (${this.way.name}).`;
    await person.open(`${this.case}/edit?field=lessons`);
    await person.write(/^Lessons/, text);
    await person.page.context().clearCookies();
    await person.follow("button", "Save");
    await person.see("heading", "Sign in");
    await this.look(person, "sign-in-again");
    await person.write("Name", setup.accounts.bratislava.name);
    await person.write("Password", setup.accounts.bratislava.password);
    await person.enter();
    await person.see("heading", "Send this now?");
    await person.seeText(text);
    await this.look(person, "confirm");
    await person.follow("button", "Send it");
    await person.seeText(text);
  }

  // Coming into a space, and how it is run: a step of members.mjs.
  async member(step) {
    if (!this.members) {
      const look = (person, type) => this.look(person, type);
      const spaces = setup.spaces[WAYS.indexOf(this.way)];
      this.members = new Members(this.way, setup, spaces, look, operator);
      await this.members.enter(this.context);
    }
    await this.members[step]();
  }

  // What takes a steward: a step of stewards.mjs.
  async steward(step, ...rest) {
    if (!this.stewards) {
      const look = (person, type) => this.look(person, type);
      const { ask } = setup.spaces[WAYS.indexOf(this.way)];
      this.stewards = new Stewards(this.way, setup, ask, look);
      await this.stewards.enter(this.context);
    }
    await this.stewards[step](...rest);
  }

  async signOut() {
    await this.bangkok.follow("button", "Sign out");
    await this.bangkok.see("link", "Sign in");
  }
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

async function travel(browser) {
  const travellers = WAYS.map((way) => new Traveller(way));
  for (const traveller of travellers) await traveller.enter(browser);
  const go = async (traveller, step, rest) => {
    try {
      await traveller[step](...rest);
    } catch (error) {
      const seen = await looker.keep([traveller.bangkok.page, traveller.bratislava.page]);
      throw new Error(`${step} (${traveller.way.name}): ${error.message}; see ${seen}`);
    }
  };
  // Everybody does a step before anybody does the next: the link comes and goes only so often.
  const all = async (step, ...rest) => {
    const done = await Promise.allSettled(travellers.map((each) => go(each, step, rest)));
    const failed = done.find((one) => one.status === "rejected");
    if (failed) throw failed.reason;
    say(`${step} ${rest.join(" ")}`);
  };
  // One after another, where they would change what is one person's in all four.
  const inTurn = async (step, ...rest) => {
    for (const traveller of travellers) await go(traveller, step, rest);
    say(`${step} ${rest.join(" ")}`);
  };
  await all("readAsAStranger");
  await all("signIn");
  await link("down");
  await all("writeACase");
  await link("up");
  await all("seeItArrive");
  await link("down");
  await all("editApart", "bangkok");
  await all("editApart", "bratislava");
  await all("reply");
  await link("up");
  await all("seeTheReplyArrive");
  await all("seeBothEdits");
  await all("chooseATitle");
  await all("readTheHistory");
  await all("loseTheSession");
  await all("flagAPost");
  await all("settleTheFlag");
  await all("hideThePost");
  for (const step of ["ask", "declineWithAReason", "takeIn", "proposeACharter", "adoptIt"]) {
    await all("member", step);
  }
  await inTurn("member", "invite");  // wrong passwords of one person add up
  for (const step of ["quarantine", "releaseThem", "moveIt", "takeItBack", "readTheRest"]) {
    await all("member", step);
  }
  for (const step of ["addADevice", "revokeIt", "recoverByACode"]) await inTurn("member", step);
  await all("steward", "askToErase");
  await all("steward", "agreeToErase");
  await link("down");
  await all("steward", "writeApart");
  await all("steward", "takeTheRoleBack");
  await link("up");
  await all("steward", "letItCount", CONTACT_SECONDS);
  await all("signOut");
  await all("readTheLog");
}

const browser = await launch();
try {
  await travel(browser);
} catch (error) {
  // As another fault: what was seen until then is told too.
  looker.faults.push(error.message);
} finally {
  await browser.close();
}
console.log(`${looker.types.size} page types looked at: ${[...looker.types.keys()].join(", ")}`);
for (const fault of looker.faults) console.log(`FAULT: ${fault}`);
process.exit(looker.faults.length === 0 ? 0 : 1);
