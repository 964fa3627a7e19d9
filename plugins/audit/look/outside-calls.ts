import type { CallSite } from 'perf-harness';
import type { AuditedCode } from '../rule.ts';

/** Something that takes time and is not of the database. */
export type OutsideKind = 'service' | 'file' | 'sleep';

const HTTP_METHOD = '(?:get|post|put|patch|delete|head|options|request|send|stream|build_request)';
/** Clients of HTTP and gRPC by their full names (T652-09). */
const SERVICES = new RegExp(
  [
    `^(?:httpx|requests|aiohttp|aiohttp\\.client)(?:\\.\\w+)*\\.${HTTP_METHOD}$`,
    '^urllib\\.request\\.(?:urlopen|urlretrieve)$',
    '^urllib3\\.(?:\\w+\\.)?(?:request|urlopen)$',
    '(?:^|\\.)\\w+Stub\\.\\w+$',
    `^(?:axios|got|ky|superagent|needle)(?:\\.(?:create|extend|default|instance))*(?:\\.${HTTP_METHOD})?$`,
    '^(?:fetch|globalThis\\.fetch|node-fetch|cross-fetch)$',
    '^undici\\.(?:fetch|request|stream)$',
    '^node:https?\\.(?:get|request)$',
  ].join('|'),
  'u',
);
/** Packages of clients whose calls are known by where they come from alone. */
const SERVICE_SOURCES =
  /^(?:httpx|requests|aiohttp|axios|got|ky|node-fetch|undici|superagent|needle|stripe|openai|anthropic|@anthropic-ai\/sdk|twilio|@sendgrid\/mail|@slack\/web-api|@octokit\/rest|resend|plaid|nodemailer|@nestjs\/axios)(?:\W|$)/u;
const SERVICE_ACTS =
  /\.(?:get|post|put|patch|delete|head|options|request|send|create|list|retrieve|update|sendMail|charge|postMessage)$/u;
const FILES =
  /^(?:open|io\.open|aiofiles\.open|(?:pathlib\.Path(?:\.\w+)*|Path)\.(?:open|(?:read|write)_(?:text|bytes))|shutil\.(?:copy\w*|move|rmtree)|node:fs(?:\/promises)?\.(?:promises\.)?(?:readFile|writeFile|appendFile|copyFile|open|createReadStream|createWriteStream)(?:Sync)?|fs-extra\.(?:readFile|writeFile|readJson|writeJson|copy|outputFile)(?:Sync)?)$/u;
/** What a file or an answer hangs on (T652-10). */
const READABLE =
  /^(?:open|io\.open|aiofiles\.open|pathlib\.Path(?:\.\w+)*\.open|(?:httpx|requests|aiohttp)\b.*|fastapi\.UploadFile|starlette\.datastructures\.UploadFile|UploadFile)$/u;
const SLEEPS =
  /^(?:time|asyncio|anyio|trio|gevent|eventlet)\.sleep$|^node:timers\/promises\.setTimeout$|^new Promise$|^(?:delay|sleep)$/u;

/** What a call waits for; null: for nothing of the kind. */
export function outsideKind(audited: AuditedCode, site: CallSite): OutsideKind | null {
  const { call, raw } = site;
  const name = audited.code.nameOf(site.function, call.callee) ?? call.callee;
  if (isSleep(name, site)) return 'sleep';
  if (SERVICES.test(name) || isStub(audited, site)) return isOwnName(site) ? null : 'service';
  if (call.source !== null && SERVICE_SOURCES.test(call.source) && SERVICE_ACTS.test(call.callee)) {
    return call.callee.startsWith('new ') ? null : 'service';
  }
  if (FILES.test(name)) return call.callee === 'open' && isOwnName(site) ? null : 'file';
  if (!/\.(?:read|write)$/u.test(call.callee)) return null;
  const receiver = raw.callee.replace(/\.\w+$/u, '');
  return READABLE.test(originOf(audited, site, receiver) ?? '') ? 'file' : null;
}

/** A function of the project that has the name of one that everybody knows. */
function isOwnName({ call, raw }: CallSite): boolean {
  return call.targets.length > raw.callbacks.length && !call.isGuess;
}

/** Sleeping for nothing only lets others run. */
function isSleep(name: string, { call, raw }: CallSite): boolean {
  if (!SLEEPS.test(name) || /^\(\s*0?\s*\)$/u.test(raw.argumentText)) return false;
  if (name === 'new Promise') return /\bsetTimeout\s*\(/u.test(raw.argumentText);
  return !/^(?:delay|sleep)$/u.test(name) || call.isAwaited;
}

/** gRPC: `stub = OrdersStub(channel)`. */
function isStub(audited: AuditedCode, site: CallSite): boolean {
  const found = /^(?:self\.|this\.)?(\w+)\.\w+$/u.exec(site.call.callee)?.[1];
  return found !== undefined && /(?:^|\.)\w+Stub$/u.test(originOf(audited, site, found) ?? '');
}

/** What a name of a function was made of, in full. */
function originOf({ code }: AuditedCode, site: CallSite, name: string): string | null {
  const file = code.facts.functions[site.function]?.file ?? '';
  const plain = name.replace(/^(?:self|this)\./u, '');
  const made = code
    .variablesOf(file)
    .findLast((one) => one.name === plain && one.line <= site.call.line);
  return made === undefined ? null : (code.nameOf(site.function, made.of) ?? made.of);
}
