// What takes a steward: words that two agree to erase, and what somebody wrote apart from those who
// took their role back, which counts for nothing until a steward lets it. One object a way of using
// the pages; the steps of journey.mjs call it.
import { Person } from "./person.mjs";

const CALLED = "Illustrative: they may be called at 555 0100.";
const APART = "Illustrative: what the mobile office costs";

export class Stewards {
  // `space`: `officer` and `second` are its stewards, `apart` at the other node a member, the rest
  // of them at Bratislava.
  constructor(way, setup, space, look) {
    this.way = way;
    this.setup = setup;
    this.space = space;
    this.look = look;
  }

  async enter(context) {
    const { accounts } = this.setup;
    this.officer = await this.person(context, "bratislava", accounts.bratislava);
    this.second = await this.person(context, "bratislava", accounts.second);
    this.newcomer = await this.person(context, "bratislava", accounts.newcomer);
    this.apart = await this.person(context, "bangkok", accounts.bangkok);
  }

  async person(context, node, account) {
    const person = new Person(await (await context()).newPage(), this.setup.nodes[node]);
    await person.open("/");
    await person.signIn(account);
    await person.see("button", "Sign out");
    return person;
  }

  async askToErase() {
    const { newcomer, officer } = this;
    await newcomer.open(`/s/${this.space}/thread/new`);
    await newcomer.write(/^Title/, CALLED);
    await newcomer.follow("button", "Save");
    await newcomer.see("heading", CALLED);
    this.thread = newcomer.path();
    await officer.open(`${this.thread}/moderate`);
    await officer.choose(/^Erase it/);
    await officer.write(/^Reason/, "Illustrative: a number of somebody's.");
    await officer.sign("Do this", this.setup.accounts.bratislava.password);
    await officer.seeText(/Asked to be erased/);
    await this.look(officer, "erase-asked");
  }

  async agreeToErase() {
    const { second } = this;
    await second.open(`${this.thread}/moderate`);
    await second.choose(/^Agree to erase it/);
    await second.write(/^Reason/, "Illustrative: agreed with whom it belongs to.");
    await this.look(second, "erase-agree");
    await second.sign("Do this", this.setup.accounts.second.password);
    await second.open(`/s/${this.space}/moderation`);
    await second.seeText("Agreed to erase");
    await second.seeText("Illustrative: agreed with whom it belongs to.");
    await this.look(second, "erase-log");
    await second.open(`${this.thread}/moderate`);
    if (await second.page.getByText("Agree to erase it").count() > 0) {
      throw new Error("who agreed is asked again");
    }
  }

  async writeApart() {
    const { apart } = this;
    await apart.open(`/s/${this.space}/thread/new`);
    await apart.write(/^Title/, APART);
    await apart.follow("button", "Save");
    await apart.see("heading", APART);
    this.late = apart.path();
  }

  async takeTheRoleBack() {
    const { officer } = this;
    const { name } = this.setup.accounts.bangkok;
    await officer.open(`/s/${this.space}/who-does-what`);
    await officer.follow("link", new RegExp(`^Take back.*${name}, Member`));
    await officer.write(/^Reason/, "Illustrative: moved to another ministry.");
    await officer.sign("Take back", this.setup.accounts.bratislava.password);
    await officer.seeText(/^That is signed/);
  }

  async letItCount(seconds) {
    const { officer, second } = this;
    await officer.open(`/s/${this.space}/held-back`);
    await officer.reloadUntil(async () => (await officer.page.getByText(APART).count()) > 0 ||
      "nothing of theirs is held back", seconds, "what was written apart arrives");
    await this.look(officer, "held-back-late");
    if (await second.open(this.late) === 200) {
      await second.seeText(APART);  // a steward may, with the words why
    }
    await officer.write(/^Reason to let it count/, "Illustrative: written before we told them.");
    await officer.sign(/^Let it count/, this.setup.accounts.bratislava.password);
    await officer.seeText(/^That is signed. It counts/);
    await this.look(officer, "let-count");
    await this.newcomer.open(this.late);
    await this.newcomer.see("heading", APART);
  }
}
