import { closeSync, openSync, writeSync } from 'node:fs';
import { createRandom } from '../../harness/stats/random.ts';

/** Kinds of logs that the reading is measured by. */
export type LogKind = 'access' | 'json';

const START = Date.UTC(2026, 10, 24, 8);
const LINES: Readonly<Record<LogKind, (index: number, random: () => number) => string>> = {
  access: accessLine,
  json: jsonLine,
};

/** Writes a log of a shop, the same each time. */
export function writeIncidentLog(file: string, kind: LogKind, bytes: number): void {
  const line = LINES[kind];
  const random = createRandom(1);
  const descriptor = openSync(file, 'w');
  let [written, text] = [0, ''];
  for (let index = 0; written < bytes; index += 1) {
    text += line(index, random.next);
    if (text.length < 1 << 20) continue;
    written += writeSync(descriptor, text);
    text = '';
  }
  closeSync(descriptor);
}

function pathOf(index: number, random: () => number): string {
  const paths = [
    '/',
    '/checkout',
    `/api/orders/${Math.floor(random() * 1e6)}`,
    `/api/products?page=${index % 50}`,
    '/login',
    `/static/app.${index % 7}.js`,
  ];
  return paths[index % paths.length] ?? '/';
}

function accessLine(index: number, random: () => number): string {
  const at = new Date(START + index * 2).toUTCString();
  const time = `${at.slice(5, 7)}/${at.slice(8, 11)}/${at.slice(12, 16)}:${at.slice(17, 25)}`;
  const seconds = Math.exp(2 * random() - 3).toFixed(3);
  return `10.0.${index % 255}.${index % 253} - - [${time} +0000] "GET ${pathOf(index, random)} HTTP/1.1" ${random() < 0.002 ? 500 : 200} ${Math.floor(random() * 9e4)} "https://shop.example/p" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36" ${seconds}\n`;
}

function jsonLine(index: number, random: () => number): string {
  return `${JSON.stringify({
    level: 30,
    time: START + index * 2,
    pid: 12,
    hostname: 'web-1',
    reqId: `req-${index}`,
    req: { method: 'GET', url: pathOf(index, random), remoteAddress: '10.0.0.1' },
    res: { statusCode: random() < 0.002 ? 500 : 200 },
    responseTime: Math.exp(2 * random() + 4),
    msg: 'request completed',
  })}\n`;
}
