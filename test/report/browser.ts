import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where Chromium is; null where there is none. `SWEEP_CHROMIUM` names another. */
export function findChromium(): string | null {
  const named = process.env['SWEEP_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  return PLACES.find((place) => existsSync(place)) ?? null;
}

export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

export interface OfflinePage {
  readonly page: Page;
  /** Requests but that for the page itself, errors, and all that the console was told. */
  readonly troubles: readonly string[];
}

/** Opens a file with no network, and waits until its charts are drawn. */
export async function openOffline(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<OfflinePage> {
  const url = pathToFileURL(file).href;
  const context = await browser.newContext(options);
  await context.setOffline(true);
  await context.route('**', (route) =>
    route.request().url() === url ? route.continue() : route.abort(),
  );
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) troubles.push(request.url());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => troubles.push(`${message.type()}: ${message.text()}`));
  await page.goto(url);
  if (options.javaScriptEnabled !== false) await page.evaluate('window.sweepReady');
  return { page, troubles };
}
