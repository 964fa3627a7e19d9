import {
  boundOf,
  type CallSite,
  loopsAround,
  mentions,
  namesFrom,
  type ProjectCode,
} from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import {
  createCallCandidate,
  formatFunctionName,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import {
  resolveVariable,
  type Variable,
} from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';

/** Redis command in a loop that reads a single key. */
export interface RedisRead extends CallCandidate {
  readonly command: string;
}

const COMMAND =
  /^(?:self\.)?(\w+)\.(get|exists|ttl|pttl|type|hget|hgetall|hexists|hmget|smembers|scard|sismember|llen|zscore|zcard)$/u;
const PACKAGE = /^(?:redis|aioredis|django_redis)(?:\.|$)/u;
const CLIENT = /(?:^|\.)(?:Redis|StrictRedis|from_url|get_redis_connection|RedisCluster)$/u;
/** These have a command for many keys. */
const FOR_MANY: ReadonlyMap<string, string> = new Map([
  ['get', 'mget'],
  ['hget', 'hmget if all fields belong to one hash'],
  ['sismember', 'smismember if all members belong to one set'],
  ['zscore', 'zmscore if all members belong to one set'],
]);
const HANDFUL = 10;

/** Yields Redis commands in Python loops, on clients identified by constructor or type. */
export function* findRedisReads(audited: AuditedCode): Generator<RedisRead> {
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    if (!file.endsWith('.py') || isExcludedFile(file)) continue;
    for (const site of audited.code.callsOf(index)) {
      const [, name = '', command = ''] = COMMAND.exec(site.call.callee) ?? [];
      if (site.call.loops === 0 || command === '' || !isClient(audited, site, name)) continue;
      yield { ...createCallCandidate(site, site.call.callee, file), command };
    }
  }
}

export function judgeRedisRead(found: RedisRead, audited: AuditedCode): Ruling {
  const { site, command } = found;
  const node = findCallNode(audited, found);
  const loop = [...(node === null ? [] : loopsAround(node))].find(({ body, names }) =>
    mentions(node ?? body, namesFrom(body, new Set(names), 'python'), 'python'),
  );
  if (loop === undefined) {
    return { outcome: 'dismissed', reason: 'the key does not depend on the iteration' };
  }
  const bound = boundOf(loop);
  if (bound.most !== null && bound.most <= HANDFUL) {
    return { outcome: 'dismissed', reason: `the loop has at most ${bound.most} iterations` };
  }
  const many = FOR_MANY.get(command);
  const isWaitedFor = audited.reachedBy(site.function) === 'request';
  return {
    outcome: 'confirmed',
    severity: adjustSeverity(isWaitedFor ? 'MEDIUM' : 'LOW', audited, site.function),
    issue: `${formatFunctionName(audited, site.function)} calls Redis ${command} for each element of ${bound.over}, and each call waits for a round trip`,
    recommendation: `${many === undefined ? '' : `${many}, or `}a pipeline for all of ${bound.over}`,
    effort: 'S',
    evidence: [
      { file: found.file, line: bound.line, text: `the loop iterates over ${bound.over}` },
    ],
  };
}

/** True if a variable is the package's client by creation or type, here or where imported from. */
function isClient(audited: AuditedCode, site: CallSite, name: string): boolean {
  const { code } = audited;
  const file = code.facts.functions[site.function]?.file ?? '';
  const own = resolveVariable(audited, site, name);
  if (own !== null) return isOfPackage(code, file, own);
  const known = code.importsOf(file).find(({ local }) => local === name);
  const from = known === undefined ? null : code.moduleOf(file, known.source);
  const there = (from === null ? [] : code.variablesOf(from)).filter(
    (variable) =>
      variable.name === known?.imported && variable.scope === -1 && variable.owner === null,
  );
  const [only] = there;
  return from !== null && only !== undefined && there.length === 1 && isOfPackage(code, from, only);
}

function isOfPackage(code: ProjectCode, file: string, { of }: Variable): boolean {
  if (!CLIENT.test(of)) return false;
  const [first] = of.split('.');
  return code.importsOf(file).some(({ local, source }) => local === first && PACKAGE.test(source));
}
