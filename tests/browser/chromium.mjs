// Debian's Chromium, driven by playwright-core: a fresh profile a run, and no errand of its own.
import { chromium } from "playwright-core";

const QUIET = [
  "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

// playwright-core gives each launch a user-data-dir of its own and removes it.
export function launch() {
  // Chromium's sandbox refuses to run as root.
  const root = process.getuid() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    headless: true,
    args: [...QUIET, ...root],
  });
}
