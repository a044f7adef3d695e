// What holds of every page, whatever stands on it: landmarks, one heading, no sideways scrolling,
// no accessibility violation in light and dark; and a screenshot for people to look at.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// Off by default, and asked of our pages: targets of 24 px.
const AXE = { rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] };

export class Looker {
  constructor(folder) {
    this.folder = folder;
    this.faults = [];
    this.types = new Map(); // page type: how often it was looked at
    mkdirSync(folder, { recursive: true });
  }

  // `way`: how this browser is set up (name, width, scripts).
  async look(page, way, type) {
    this.types.set(type, (this.types.get(type) ?? 0) + 1);
    const fault = (words) => this.faults.push(`${type} (${way.name}): ${words}`);
    await this.landmarks(page, fault);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const wide = await page.evaluate(() =>
        [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      if (wide[0] > wide[1]) fault(`${wide[0]} px wide in a window of ${wide[1]}`);
      // axe needs the page's own scripts to be allowed; the pages are the same without.
      if (way.scripts) await this.axe(page, colorScheme, fault);
      const file = `${type}-${way.width}-${colorScheme}.png`;
      if (way.scripts) await page.screenshot({ path: join(this.folder, file), fullPage: true });
    }
    await page.emulateMedia({ colorScheme: "light" });
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

  async axe(page, colorScheme, fault) {
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate((options) => window.axe.run(document, options), AXE);
    for (const { id, help, nodes } of violations) {
      fault(`axe, ${colorScheme}: ${id}: ${help}: ${nodes.map((node) => node.html).join(" ")}`);
    }
  }
}
