import { around, type CallSite } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';
import { findCallNode } from './find-syntax-node-of-call.ts';

/** Kinds of slow work outside the database. */
export type ExternalWorkKind = 'service' | 'process' | 'file' | 'sleep';

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
    '^django\\.core\\.mail\\.(?:send_mail|send_mass_mail|mail_admins|mail_managers)$',
    '^smtplib\\.(?:\\w+\\.)*(?:sendmail|send_message)$',
  ].join('|'),
  'u',
);
/** Client packages whose calls are identified by the import source alone. */
const SERVICE_SOURCES =
  /^(?:httpx|requests|aiohttp|axios|got|ky|node-fetch|undici|superagent|needle|stripe|openai|anthropic|@anthropic-ai\/sdk|twilio|@sendgrid\/mail|@slack\/web-api|@octokit\/rest|resend|plaid|nodemailer|@nestjs\/axios)(?:\W|$)/u;
/** Constructors of clients whose calls are all requests. */
const SERVICE_CLIENTS =
  /^(?:boto3\.(?:client|resource)|smtplib\.SMTP(?:_SSL)?|slack_sdk\.(?:\w+\.)*WebClient|django\.core\.mail\.Email\w+)$/u;
/** Programs that are started and waited for. */
const PROCESSES =
  /^(?:subprocess\.(?:run|call|check_call|check_output|getoutput|getstatusoutput|Popen)|os\.system|asyncio\.create_subprocess_(?:exec|shell)|node:child_process\.(?:execSync|execFileSync|spawnSync)|execa)$/u;
/** AWS SDK: `client.send(new PutObjectCommand(…))`. */
const AWS_COMMAND = /^\(\s*new\s+\w+Command\s*\(/u;
const SERVICE_ACTS =
  /\.(?:get|post|put|patch|delete|head|options|request|send|create|list|retrieve|update|sendMail|charge|postMessage)$/u;
const FILES =
  /^(?:open|io\.open|aiofiles\.open|(?:pathlib\.Path(?:\.\w+)*|Path)\.(?:open|(?:read|write)_(?:text|bytes))|shutil\.(?:copy\w*|move|rmtree)|node:fs(?:\/promises)?\.(?:promises\.)?(?:readFile|writeFile|appendFile|copyFile|open|createReadStream|createWriteStream)(?:Sync)?|fs-extra\.(?:readFile|writeFile|readJson|writeJson|copy|outputFile)(?:Sync)?)$/u;
/** Origins of objects that read a file or a response (T652-10). */
const READABLE =
  /^(?:open|io\.open|aiofiles\.open|pathlib\.Path(?:\.\w+)*\.open|(?:httpx|requests|aiohttp)\b.*|fastapi\.UploadFile|starlette\.datastructures\.UploadFile|UploadFile)$/u;
const SLEEPS =
  /^(?:time|asyncio|anyio|trio|gevent|eventlet)\.sleep$|^node:timers\/promises\.setTimeout$|^new Promise$|^(?:delay|sleep)$/u;

/** Returns the kind of work outside the database that a call waits for; null: none. */
export function classifyExternalWork(
  audited: AuditedCode,
  site: CallSite,
): ExternalWorkKind | null {
  const { call, raw } = site;
  const name = audited.code.nameOf(site.function, call.callee) ?? call.callee;
  if (isSleep(name, site)) return isTimeLimit(audited, site) ? null : 'sleep';
  if (SERVICES.test(name) || isStub(audited, site)) return isOwnName(site) ? null : 'service';
  if (call.source !== null && SERVICE_SOURCES.test(call.source) && SERVICE_ACTS.test(call.callee)) {
    return call.callee.startsWith('new ') ? null : 'service';
  }
  if (isClientCall(audited, site)) return 'service';
  if (PROCESSES.test(name)) return 'process';
  if (FILES.test(name)) return call.callee === 'open' && isOwnName(site) ? null : 'file';
  if (!/\.(?:read|write)$/u.test(call.callee)) return null;
  const receiver = raw.callee.replace(/\.\w+$/u, '');
  return READABLE.test(originOf(audited, site, receiver) ?? '') ? 'file' : null;
}

/**
 * True for calls on clients identified by their method or origin: AWS commands, mail, and clients
 * created by a known constructor.
 */
function isClientCall(audited: AuditedCode, site: CallSite): boolean {
  const { callee } = site.call;
  if (/\.sendMail$/u.test(callee)) return true;
  if (/\.send$/u.test(callee) && isCommand(audited, site)) return true;
  const [, receiver, method = ''] = /^(?:self\.|this\.)?(\w+)\.(\w+)$/u.exec(callee) ?? [];
  if (
    receiver === undefined ||
    /^(?:can_paginate|exceptions|attach\w*|quit|close)$/u.test(method)
  ) {
    return false;
  }
  const origin = originOf(audited, site, receiver) ?? '';
  return SERVICE_CLIENTS.test(origin) && (!/Email\w+$/u.test(origin) || method === 'send');
}

/** A command that is written there, or was made before. */
function isCommand(audited: AuditedCode, site: CallSite): boolean {
  if (AWS_COMMAND.test(site.raw.argumentText)) return true;
  const name = /^\(\s*(\w+)\s*[,)]/u.exec(site.raw.argumentText)?.[1];
  if (name === undefined) return false;
  return /Command$/u.test(originOf(audited, site, name) ?? '');
}

/** True if the call goes to a project function named like a well-known function. */
function isOwnName({ call, raw }: CallSite): boolean {
  return call.targets.length > raw.callbacks.length && !call.isGuess;
}

/** True for calls that sleep. A sleep of zero only yields to other tasks and does not count. */
function isSleep(name: string, { call, raw }: CallSite): boolean {
  if (!SLEEPS.test(name) || /^\(\s*0?\s*\)$/u.test(raw.argumentText)) return false;
  if (name === 'new Promise') return /\bsetTimeout\s*\(/u.test(raw.argumentText);
  return !/^(?:delay|sleep)$/u.test(name) || call.isAwaited;
}

/** `Promise.race([work, new Promise((_, fail) => setTimeout(fail, 50))])` waits for the work, and no longer than that. */
function isTimeLimit(audited: AuditedCode, site: CallSite): boolean {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  if (node === null) return false;
  return [...around(node)].some(
    (ancestor) =>
      ancestor.kind() === 'call_expression' &&
      ancestor.field('function')?.text() === 'Promise.race',
  );
}

/** gRPC: `stub = OrdersStub(channel)`. */
function isStub(audited: AuditedCode, site: CallSite): boolean {
  const found = /^(?:self\.|this\.)?(\w+)\.\w+$/u.exec(site.call.callee)?.[1];
  return found !== undefined && /(?:^|\.)\w+Stub$/u.test(originOf(audited, site, found) ?? '');
}

/** Returns the full name of what a variable was created from. */
function originOf({ code }: AuditedCode, site: CallSite, name: string): string | null {
  const file = code.facts.functions[site.function]?.file ?? '';
  const plain = name.replace(/^(?:self|this)\./u, '');
  const made = code
    .variablesOf(file)
    .findLast((variable) => variable.name === plain && variable.line <= site.call.line);
  return made === undefined ? null : (code.nameOf(site.function, made.of) ?? made.of);
}
