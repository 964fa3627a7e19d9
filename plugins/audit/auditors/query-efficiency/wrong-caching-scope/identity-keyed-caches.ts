import { argumentsOf } from '../../../../analysis/index.ts';
import {
  createCallCandidate,
  formatFunctionName,
  groupCallsByCallee,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import { readAssignedName } from '../reads/expand-query-call-chain.ts';

/** Function whose results are cached by the identity of its arguments. */
export interface IdentityKeyedCache extends CallCandidate {
  /** Name of the cached function; null: it has none. */
  readonly cached: string | null;
  /** Set when the cache is created empty each time the enclosing function runs. */
  readonly isMadeAnew: boolean;
  /** Arguments of each call in the project, as written. */
  readonly given: readonly {
    readonly text: string;
    readonly file: string;
    readonly line: number;
  }[];
}

/** Memoizers that compare arguments with `Object.is` or `===`. */
const BY_IDENTITY =
  /^(?:react\.(?:default\.)?cache|memoize-one(?:\.default)?|lodash(?:-es)?(?:\.default)?\.memoize|lodash\.memoize(?:\.default)?)$/u;
/** Expressions that create an object, list, function or instance in place. */
const FRESH = /^(?:\{|\[|new\s|\([^)]*\)\s*=>|\w+\s*=>|async\b|function\b)/u;

/** Yields caches that never have a hit. */
export function* findIdentityKeyedCaches(audited: AuditedCode): Generator<IdentityKeyedCache> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    for (const site of code.callsOf(index)) {
      const name = code.nameOf(index, site.call.callee);
      if (name === null || !BY_IDENTITY.test(name)) continue;
      const node = findCallNode(audited, { file, site });
      if (node === null) continue;
      const cached = readAssignedName(node);
      const isMadeAnew =
        code.rawOf(index).parent !== -1 && cached !== null && !isKept(audited, index, cached);
      const given = cached === null ? [] : callsOf(audited, cached);
      const isHanded = given.some(({ text }) => FRESH.test(text));
      const found = { ...createCallCandidate(site, name, file), cached, isMadeAnew, given };
      if ((isHanded && argumentsOf(node).length === 1) || isMadeAnew) yield found;
    }
  }
}

export function judgeIdentityKeyedCache(found: IdentityKeyedCache, audited: AuditedCode): Ruling {
  const { cached, isMadeAnew, given, site } = found;
  if (isMadeAnew) {
    const by = formatFunctionName(audited, site.function);
    return {
      outcome: 'confirmed',
      severity: 'MEDIUM',
      issue: `${by} creates a new cache for ${cached} on every call, so the cache never hits`,
      recommendation: `Create ${cached} once, at module level`,
      effort: 'S',
    };
  }
  const fresh = given.filter(({ text }) => FRESH.test(text));
  return {
    outcome: 'confirmed',
    severity: 'MEDIUM',
    issue: `${cached} uses the identity of its arguments as the cache key but receives a new object on every call, so the cache never hits`,
    recommendation: `Pass ${cached} separate strings and numbers instead of an object`,
    effort: 'S',
    evidence: fresh
      .slice(0, 3)
      .map(({ file, line }) => ({ file, line, text: `${cached} receives a new object` })),
  };
}

/** True if the function is passed on, so that it may outlive the call that created it. */
function isKept(audited: AuditedCode, index: number, name: string): boolean {
  const text = findFunctionNode(audited, index)?.text() ?? '';
  const isCalled = new RegExp(`(?<![.\\w])${name}\\s*\\(`, 'u').test(text);
  const uses = text.match(new RegExp(`(?<![.\\w])${name}\\b(?!\\s*\\()`, 'gu')) ?? [];
  return !isCalled || uses.length > 1;
}

function callsOf({ code }: AuditedCode, name: string): IdentityKeyedCache['given'] {
  return (groupCallsByCallee(code).get(name) ?? []).map(({ call, raw, function: index }) => ({
    text: raw.argumentText.slice(1).trimStart(),
    file: code.facts.functions[index]?.file ?? '',
    line: call.line,
  }));
}
