// Somebody with a keyboard and no pointer: reaches everything by Tab, and sees where they are.

const ANSWER_MS = 45000;  // four people share a machine that may be busy
const STOPS_MAX = 300;

export class Person {
  // `origin`: the node whose pages these are.
  constructor(page, origin) {
    this.page = page;
    this.origin = origin;
  }

  // Types an address, as one would into the address bar.
  async open(path) {
    const answer = await this.page.goto(this.origin + path);
    return answer.status();
  }

  path() {
    return new URL(this.page.url()).pathname;
  }

  // Fails unless something with that role and name is there.
  async see(role, name) {
    await this.named(role, name).first().waitFor({ state: "visible", timeout: ANSWER_MS });
  }

  async seeText(text) {
    const found = this.page.getByRole("main").getByText(text);
    await found.first().waitFor({ state: "visible", timeout: ANSWER_MS });
  }

  // The words of the foot line: where this document is.
  async footLine() {
    return (await this.page.getByRole("contentinfo").innerText()).split("\n")[0];
  }

  // Presses Tab until the first thing with that role and name has the focus.
  async tabTo(role, name) {
    await this.see(role, name);
    const target = this.named(role, name).first();
    for (let stops = 0; stops < STOPS_MAX; ++stops) {
      const focus = await target.evaluate((element) => ({
        here: element === document.activeElement,
        outline: getComputedStyle(element).outlineStyle,
      }));
      if (focus.here) {
        if (focus.outline === "none") throw new Error(`the focus on ${role} ${name} is not seen`);
        return;
      }
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`${role} ${name} on ${this.path()} cannot be reached by Tab`);
  }

  // Goes to a link or button and presses Enter; returns when the next page is there.
  async follow(role, name) {
    await this.tabTo(role, name);
    await this.enter();
  }

  async enter() {
    const next = this.page.waitForEvent("load", { timeout: ANSWER_MS });
    await this.page.keyboard.press("Enter");
    await next;
  }

  // Types into a field, in place of what stands there.
  async write(label, text) {
    await this.tabTo("textbox", label);
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.type(text);
  }

  // Into the first field for the person's own password.
  async password(text) {
    await this.page.getByLabel("Your password").first().focus();
    await this.page.keyboard.type(text);
  }

  // Presses a button for what is sensitive, and gives the password where it is asked for again.
  async sign(name, password) {
    await this.follow("button", name);
    const asked = this.page.getByRole("heading", { name: "Your password, please" });
    if (await asked.count() === 0) return;
    await this.password(password);
    await this.follow("button", "Go on");
  }

  // Replaces one piece of a longer text, as an editor of it would.
  async rewrite(label, was, becomes) {
    await this.tabTo("textbox", label);
    const whole = await this.page.getByRole("textbox", { name: label }).inputValue();
    if (!whole.includes(was)) throw new Error(`"${was}" is not in the field: "${whole}"`);
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.type(whole.replace(was, becomes));
  }

  // Goes to a group of radio buttons and moves through it by the arrow keys.
  async choose(name) {
    const target = this.page.getByRole("radio", { name });
    await target.waitFor({ timeout: ANSWER_MS });
    const radios = await this.page.getByRole("radio").count();
    const inGroup = () => target.evaluate((element) =>
      document.activeElement.type === "radio" && document.activeElement.name === element.name);
    for (let stops = 0; !(await inGroup()); ++stops) {
      if (stops === STOPS_MAX) throw new Error(`radio ${name} cannot be reached by Tab`);
      await this.page.keyboard.press("Tab");
    }
    await this.page.keyboard.press("Space");
    for (let moves = 0; !(await target.isChecked()); ++moves) {
      if (moves === radios) throw new Error(`radio ${name} cannot be chosen by the arrow keys`);
      await this.page.keyboard.press("ArrowDown");
    }
  }

  // Loads the page again until `done` says so; its last false answer is told.
  async reloadUntil(done, seconds, what) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const seen = await done();
      if (seen === true) return;
      if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s; now: ${seen}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
      await this.page.reload();
    }
  }

  async signIn({ name, password }) {
    await this.follow("link", "Sign in");
    await this.write("Name", name);
    await this.write("Password", password);
    await this.enter();
  }

  named(role, name) {
    // It is found by its label.
    if (role === "textbox" && name === "Password") {
      return this.page.getByLabel(name, { exact: true });
    }
    return this.page.getByRole(role, { name, exact: typeof name === "string" });
  }
}
