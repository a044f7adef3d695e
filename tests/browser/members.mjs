// How people come into a space, and how it is run: asking, being declined with a reason and taken
// in, a role given on a page, a charter proposed and adopted; and the pages of a person's own things.
// One object a way of using the pages; the steps of journey.mjs call it.
import { Person } from "./person.mjs";

const REASON = "Illustrative: please say which office you are of.";
const RULES = "Illustrative: be brief, and name your sources.";
const MORE = "Illustrative: and be kind.";

export class Members {
  // `spaces`: `ask` takes requests, `closed` is by invitation; each way has its own.
  // `operator` does what commands do, and answers.
  constructor(way, setup, spaces, look, operator) {
    this.way = way;
    this.setup = setup;
    this.spaces = spaces;
    this.look = look;
    this.operator = operator;
  }

  async enter(context) {
    this.officer = await this.person(context, this.setup.accounts.bratislava);
    this.newcomer = await this.person(context, this.setup.accounts.newcomer);
  }

  async person(context, account) {
    const person = new Person(await (await context()).newPage(), this.setup.nodes.bratislava);
    await person.open("/");
    await person.signIn(account);
    await person.see("button", "Sign out");
    return person;
  }

  async ask() {
    const { newcomer } = this;
    await newcomer.open(`/s/${this.spaces.ask}`);
    await newcomer.see("heading", "How to take part");
    await this.look(newcomer, "door");
    await newcomer.write(/^Who you are/, "Illustrative: from the permits desk.");
    await newcomer.follow("button", "Ask to join");
    await newcomer.seeText(/^You asked on/);
    await this.look(newcomer, "door-asked");
  }

  async declineWithAReason() {
    const { officer, newcomer } = this;
    await officer.open(`/s/${this.spaces.ask}`);
    await officer.follow("link", /asks? to join/);
    await officer.see("heading", /^Who asks to join/);
    await this.look(officer, "requests");
    await officer.write(/^Reason/, REASON);
    await officer.follow("button", /^Decline/);
    await officer.seeText("Nobody waits.");
    await newcomer.open(`/s/${this.spaces.ask}`);
    await newcomer.seeText(REASON);
    await this.look(newcomer, "door-declined");
  }

  async takeIn() {
    const { officer, newcomer } = this;
    await newcomer.write(/^Who you are/, "Illustrative: the permits desk of the second district.");
    await newcomer.follow("button", "Ask to join");
    await officer.open(`/s/${this.spaces.ask}/requests`);
    await officer.sign(/^Take in/, this.setup.accounts.bratislava.password);
    await officer.seeText("Nobody waits.");
    await newcomer.open(`/s/${this.spaces.ask}`);
    await newcomer.seeText(/You are a member here/);
    await newcomer.follow("link", "Who may do what here");
    await newcomer.seeText(REASON);
    await this.look(newcomer, "role-log");
  }

  async proposeACharter() {
    const { newcomer } = this;
    await newcomer.open(`/s/${this.spaces.ask}/charter`);
    await newcomer.see("heading", /^How .* is run$/);
    await newcomer.follow("link", /^Propose a new text/);
    await newcomer.write(/^Title/, "House rules");
    await newcomer.write(/^Participation rules/, RULES);
    await newcomer.follow("button", "Save");
    await newcomer.seeText(/^A proposal: nobody has adopted it/);
    this.charter = newcomer.path();
  }

  async adoptIt() {
    const { officer, newcomer } = this;
    await officer.open(`/s/${this.spaces.ask}/charter`);
    await this.look(officer, "charter-proposed");
    await officer.follow("link", /^Adopt it/);
    await officer.choose(/^Adopt it/);
    await officer.write(/^Reason/, "Illustrative: agreed at the meeting.");
    await officer.follow("button", "Do this");
    await newcomer.open(`${this.charter}/edit?field=participation`);
    await newcomer.write(/^Participation rules/, `${RULES} ${MORE}`);
    await newcomer.follow("button", "Save");
    await newcomer.open(`/s/${this.spaces.ask}/charter`);
    await newcomer.seeText(RULES);
    if ((await newcomer.page.content()).includes(MORE)) {
      throw new Error("words that nobody adopted are in force");
    }
    await this.look(newcomer, "charter");
    await newcomer.follow("link", "See what is proposed");
    await newcomer.seeText(MORE);
  }

  async invite() {
    const { officer } = this;
    const { name } = this.setup.accounts.newcomer;
    await officer.open(`/s/${this.spaces.closed}`);
    await officer.follow("link", "Invite somebody");
    await officer.see("heading", /^Invite to/);
    await this.look(officer, "invite");
    await officer.tabTo("combobox", /^Who/);
    await officer.page.keyboard.type(name);
    await officer.tabTo("combobox", /^Role/);
    await officer.page.keyboard.type("Member");
    await officer.page.getByLabel("Your password").focus();
    await officer.page.keyboard.type("not that one at all");
    await officer.follow("button", "Give this role");
    await officer.seeText(/^That is not your password/);
    await this.look(officer, "invite-refused");
    await officer.page.getByLabel("Your password").focus();
    await officer.page.keyboard.type(this.setup.accounts.bratislava.password);
    await officer.follow("button", "Go on");
    await officer.seeText(/^That is signed/);
    await this.newcomer.open(`/s/${this.spaces.closed}`);
    await this.newcomer.seeText(/You are a member here/);
  }

  // What an author in quarantine writes is seen by them and by moderators, until one approves it.
  async quarantine() {
    const { officer, newcomer } = this;
    await officer.open(this.charter);
    await officer.follow("link", "Put its author in quarantine");
    await officer.see("heading", /^Put .* in quarantine$/);
    await this.look(officer, "quarantine-new");
    await officer.write(/^Reason/, REASON);
    await officer.sign("Put in quarantine", this.setup.accounts.bratislava.password);
    await officer.seeText("1 quarantine is in force.");
    await this.look(officer, "quarantine");
    await newcomer.open(`/s/${this.spaces.ask}`);
    await newcomer.open(`/s/${this.spaces.ask}/thread/new`);
    await newcomer.write(/^Title/, "Illustrative: which counter closes first?");
    await newcomer.follow("button", "Save");
    await newcomer.seeText(/^Waits for a moderator, since/);
    await this.look(newcomer, "waits");
    await officer.open(`/s/${this.spaces.ask}/queue`);
    await officer.seeText(/who is in quarantine/);
    await this.look(officer, "queue-approval");
  }

  async releaseThem() {
    const { officer, newcomer } = this;
    const waiting = newcomer.path();
    await officer.open(`/s/${this.spaces.ask}/quarantine`);
    await officer.write(/^Reason/, "Illustrative: it was a misunderstanding.");
    await officer.sign(/^Release/, this.setup.accounts.bratislava.password);
    await officer.seeText("0 quarantines are in force.");
    await officer.open(`/s/${this.spaces.ask}/moderation`);
    await officer.seeText("Illustrative: it was a misunderstanding.");
    await newcomer.open(waiting);
    await newcomer.see("heading", "Illustrative: which counter closes first?");
    this.thread = waiting;
    await officer.open(`/s/${this.spaces.ask}/forks`);
    await officer.seeText("No device of anybody's forked its chain here.");
    await this.look(officer, "forks");
  }

  // A document goes on in another space, and both say so.
  async moveIt() {
    const { officer, newcomer } = this;
    await officer.open(`${this.thread}/moderate`);
    await officer.choose(/^Move/);
    await officer.write(/^Reason/, "Illustrative: it belongs to the other space.");
    await officer.page.getByLabel("Space to move it to").selectOption(this.spaces.closed);
    await officer.tabTo("checkbox", /^It may be read there/);
    await officer.page.keyboard.press("Space");
    await this.look(officer, "move");
    await officer.follow("button", "Do this");
    await officer.open(this.thread);
    await officer.seeText(/^Moved by/);
    await this.look(officer, "moved");
    await newcomer.open(this.thread);
    await newcomer.follow("link", "Illustrative: which counter closes first?");
    await newcomer.seeText(/^Continues/);
    await this.look(newcomer, "continues");
  }

  // A role is taken back on the page that shows it, and its holder is out at once.
  async takeItBack() {
    const { officer, newcomer } = this;
    const { name } = this.setup.accounts.newcomer;
    await officer.open(`/s/${this.spaces.closed}/who-does-what`);
    await officer.follow("link", new RegExp(`^Take back.*${name}`));
    await officer.see("heading", /^Take back the role of/);
    await this.look(officer, "role-end");
    await officer.write(/^Reason/, "Illustrative: moved to another post.");
    await officer.sign("Take back", this.setup.accounts.bratislava.password);
    await officer.seeText(/^That is signed/);
    await this.look(officer, "role-ended");
    const status = await newcomer.open(`/s/${this.spaces.closed}/who-does-what`);
    if (status !== 404) throw new Error(`who has no role any more is answered with ${status}`);
  }

  // A machine of the person's own, which takes their line and gives its own back.
  async addADevice() {
    const { newcomer } = this;
    await newcomer.open("/me/devices/add");
    const person = await newcomer.page.getByLabel("Your line").inputValue();
    const machine = await this.operator({ begin: person, as: `Laptop ${this.way.name}` });
    await newcomer.write(/^The line of the new machine/, machine.line);
    await newcomer.write(/^Its eight words/, "not these eight words at all but some others");
    await newcomer.password(this.setup.accounts.newcomer.password);
    await newcomer.follow("button", "Add this device");
    await newcomer.see("alert");
    await this.look(newcomer, "device-refused");
    await newcomer.write(/^Its eight words/, machine.words);
    await newcomer.password(this.setup.accounts.newcomer.password);
    await newcomer.follow("button", "Add this device");
    await newcomer.seeText(/^That device acts for you now/);
    await this.look(newcomer, "device-added");
  }

  async revokeIt() {
    const { newcomer } = this;
    await newcomer.open("/me/devices");  // others with this account have added theirs
    const button = newcomer.page.getByRole("button", { name: /^Revoke this device/ });
    const before = await button.count();
    await newcomer.write(/^Why it is revoked/, "Illustrative: left in a train.");
    await newcomer.password(this.setup.accounts.newcomer.password);
    await newcomer.follow("button", /^Revoke this device/);
    await newcomer.seeText(/^That device has no right any more/);
    if (await button.count() >= before) throw new Error("the device is still in force");
    await this.look(newcomer, "device-revoked");
  }

  // Who forgot the password is given a code by whoever runs the node.
  async recoverByACode() {
    const { newcomer } = this;
    const account = this.setup.accounts.newcomer;
    const { code } = await this.operator({ recover: account.name });
    account.password = `${code.toLowerCase()} is no longer mine`;
    await newcomer.page.context().clearCookies();
    await newcomer.open("/recover");
    await newcomer.write("Name", account.name);
    await newcomer.write(/^Code/, code);
    await newcomer.write(/^New password$/, account.password);
    await newcomer.write("New password again", account.password);
    await newcomer.follow("button", "Set the password and sign in");
    await newcomer.see("link", `Signed in as ${account.name}`);
    await this.look(newcomer, "recovered");
  }

  // What is a person's own, and what moderators see of what counts for nothing.
  async readTheRest() {
    const { newcomer, officer } = this;
    await newcomer.open("/me/devices");
    await newcomer.see("heading", "Your devices");
    await this.look(newcomer, "devices");
    await newcomer.follow("link", "Add a device");
    await newcomer.see("heading", "Add a device of yours");
    await this.look(newcomer, "device-add");
    await newcomer.open("/me/key");
    await newcomer.see("heading", "Take your key away from this centre");
    await this.look(newcomer, "key");
    await newcomer.open("/me/held-back");
    await this.look(newcomer, "held-back");
    await officer.open(`/s/${this.spaces.ask}/held-back`);
    await this.look(officer, "space-held-back");
    await newcomer.open("/recover");
    await newcomer.see("heading", "Choose a new password");
    await this.look(newcomer, "recover");
  }
}
