// What holds of every page, whatever stands on it: landmarks, one heading, no sideways scrolling,
// no accessibility violation in light and dark and in colours that the person forced; on paper its
// words, and nothing to click. And a screenshot of each for people to look at.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// Off by default, and asked of our pages: targets of 24 px.
const LOOKS = [
  { name: "light", media: { colorScheme: "light", forcedColors: "none" } },
  { name: "dark", media: { colorScheme: "dark", forcedColors: "none" } },
  { name: "forced", media: { colorScheme: "light", forcedColors: "active" } },
  { name: "forced-dark", media: { colorScheme: "dark", forcedColors: "active" } },
];
const AXE = { rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] };
// All that other colours can change.
const AXE_COLOURS = { runOnly: { type: "rule", values: ["color-contrast"] }, resultTypes: ["violations"] };

export class Looker {
  // `shoots`: whether it takes screenshots, too, which takes half of the time.
  constructor(folder, shoots) {
    this.folder = folder;
    this.shoots = shoots;
    this.faults = [];
    this.types = new Map(); // page type: how often it was looked at
    mkdirSync(folder, { recursive: true });
  }

  // `way`: how this browser is set up (name, width, scripts).
  async look(page, way, type) {
    this.types.set(type, (this.types.get(type) ?? 0) + 1);
    const fault = (words) => this.faults.push(`${type} (${way.name}): ${words}`);
    await this.landmarks(page, fault);
    await this.targets(page, fault);
    for (const { name, media } of LOOKS) {
      await page.emulateMedia(media);
      const wide = await page.evaluate(() =>
        [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      if (wide[0] > wide[1]) fault(`${wide[0]} px wide in a window of ${wide[1]}`);
      // axe needs the page's own scripts to be allowed; the pages are the same without.
      if (way.scripts) await this.axe(page, name, fault);
      if (way.scripts) await this.shoot(page, `${type}-${way.width}-${name}`);
    }
    await page.emulateMedia({ media: "print", colorScheme: "light", forcedColors: "none" });
    await this.paper(page, fault);
    if (way.scripts) await this.shoot(page, `${type}-${way.width}-print`);
    await page.emulateMedia({ media: "screen" });
  }

  // What of these words does not stand on the page when it is printed.
  async missingOnPaper(page, words) {
    await page.emulateMedia({ media: "print" });
    const printed = await page.locator("body").innerText();
    await page.emulateMedia({ media: "screen" });
    return words.filter((word) => !printed.includes(word));
  }

  async shoot(page, name) {
    if (!this.shoots) return;
    await page.screenshot({ path: join(this.folder, `${name}.png`), fullPage: true });
  }

  // axe lets a small target pass where nothing is near; ours are 24 px high, but for links inside
  // a sentence and what only a screen reader sees.
  async targets(page, fault) {
    const small = await page.evaluate(() => {
      const all = [...document.querySelectorAll("button, select, textarea, input:not([type=hidden]), a")];
      const lists = (a) => a.parentElement.matches("li, nav, p.tools") && a === a.parentElement.firstElementChild;
      return all
        .filter((one) => one.tagName !== "A" || getComputedStyle(one).display !== "inline" || lists(one))
        .map((one) => [one.getBoundingClientRect(), one.textContent.trim() || one.name])
        .filter(([box]) => box.height > 1 && box.height < 24)
        .map(([box, words]) => `${words}: ${Math.round(box.height * 10) / 10} px high`);
    });
    for (const words of small) fault(words);
  }

  // Black on white, the heading and the foot line, and nothing that only a screen can do.
  async paper(page, fault) {
    const seen = await page.evaluate(() => {
      const shown = (selector) =>
        [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());
      const { color, backgroundColor } = getComputedStyle(document.body);
      return {
        colours: `${color} on ${backgroundColor}`,
        words: shown("h1") && shown("footer .status"),
        controls: shown("nav, button, input, textarea, select, form:not(.values)"),
      };
    });
    if (seen.colours !== "rgb(0, 0, 0) on rgb(255, 255, 255)") fault(`on paper ${seen.colours}`);
    if (!seen.words) fault("no heading or no foot line on paper");
    if (seen.controls) fault("something to click on paper");
  }

  // Keeps what the pages show when a step failed; where.
  async keep(pages) {
    const files = pages.map((_, index) => join(this.folder, `failed-${index + 1}.png`));
    for (const [index, page] of pages.entries()) {
      await page.screenshot({ path: files[index], fullPage: true });
    }
    return files.join(" and ");
  }

  async landmarks(page, fault) {
    for (const role of ["banner", "main", "contentinfo"]) {
      if (await page.getByRole(role).count() !== 1) fault(`not one ${role}`);
    }
    if (await page.getByRole("navigation", { name: "Main" }).count() !== 1) fault("no navigation");
    if (await page.getByRole("heading", { level: 1 }).count() !== 1) fault("not one heading 1");
    if (!(await page.title())) fault("no title");
    if (await page.locator("script, [style], style").count() !== 0) fault("a script or inline style");
  }

  async axe(page, look, fault) {
    if (look === LOOKS[0].name) await page.evaluate(axeSource);
    const options = look === LOOKS[0].name ? AXE : AXE_COLOURS;
    const { violations } = await page.evaluate((asked) => window.axe.run(document, asked), options);
    for (const { id, help, nodes } of violations) {
      fault(`axe, ${look}: ${id}: ${help}: ${nodes.map((node) => node.html).join(" ")}`);
    }
  }
}
