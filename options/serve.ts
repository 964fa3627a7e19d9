import { join } from 'node:path';
import type { Host } from '../harness/host.ts';
import { openProject, type ProjectWords } from './groups/project.ts';
import { badOption } from './values/bad-option.ts';
import { readWholeNumber } from './values/whole-number.ts';

/** What `serve` answers, and where. */
export interface ServeOptions {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Where beacons are kept. */
  readonly folder: string;
  /** Share of the visits that is kept. */
  readonly sample: number;
  /** Origins of other sites whose pages may tell. */
  readonly origins: readonly string[];
  readonly addressHeader: string | null;
}

/** As a command line says it. */
export interface ServeWords extends ProjectWords {
  readonly collect?: boolean;
  readonly host?: string;
  readonly port?: string;
  readonly sample?: string;
  readonly origin?: readonly string[];
  readonly addressHeader?: string;
}

const LOOPBACK = '127.0.0.1';
const DEFAULT_PORT = 8787;

/** @throws UserError for a word that cannot be taken. */
export async function readServe(host: Host, words: ServeWords): Promise<ServeOptions> {
  if (words.collect !== true) {
    throw badOption('serve does nothing without --collect.', 'Write: perf-harness serve --collect');
  }
  const { origin = [], addressHeader = null } = words;
  const config = await openProject(host, words);
  return {
    host: words.host ?? LOOPBACK,
    port: words.port === undefined ? DEFAULT_PORT : readPort(words.port),
    folder: join(config.stateFolder, 'field'),
    sample: words.sample === undefined ? 1 : readShare(words.sample),
    origins: origin.map(readOrigin),
    addressHeader,
  };
}

function readPort(text: string): number {
  return readWholeNumber(text, {
    option: '--port',
    takes: 'a number from 0 to 65535',
    from: 0,
    to: 65_535,
  });
}

function readShare(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/u.exec(text.trim());
  const share = match === null ? 0 : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (share > 0 && share <= 1) return share;
  throw badOption(`--sample takes a share of the visits, such as 10%; found "${text}".`);
}

function readOrigin(text: string): string {
  const url = URL.parse(text);
  if (url !== null && url.origin !== 'null' && /^https?:$/u.test(url.protocol)) return url.origin;
  throw badOption(
    `--origin takes the origin of a site; found "${text}".`,
    'For example: --origin https://shop.example',
  );
}
