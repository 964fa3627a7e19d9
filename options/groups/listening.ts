import { badOption } from '../../harness/model/value/bad-option.ts';
import { wholeNumber } from '../../harness/model/value/number-type.ts';

/** Where a server of ours listens. */
export interface Listening {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Origins of sites that it knows besides its own: `https://shop.example`. */
  readonly origins: readonly string[];
}

/** As a command line says it. */
export interface ListeningWords {
  readonly host?: string;
  readonly port?: string;
  readonly origin?: readonly string[];
}

const LOOPBACK = '127.0.0.1';
const DEFAULT_PORT = 8787;

/** @throws UserError for a port or an origin that is none. */
export function readListening({ host, port, origin = [] }: ListeningWords): Listening {
  return {
    host: host ?? LOOPBACK,
    port: port === undefined ? DEFAULT_PORT : readPort(port),
    origins: origin.map(readOrigin),
  };
}

function readPort(text: string): number {
  return wholeNumber('a number from 0 to 65535', 0, 65_535).read(text, '--port');
}

function readOrigin(text: string): string {
  const url = URL.parse(text);
  if (url !== null && url.origin !== 'null' && /^https?:$/u.test(url.protocol)) return url.origin;
  throw badOption(
    `--origin takes the origin of a site; found "${text}".`,
    'For example: --origin https://shop.example',
  );
}
