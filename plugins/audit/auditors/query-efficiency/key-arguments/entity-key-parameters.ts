import type { CallSite } from '../../../../analysis/index.ts';
import { createCallCandidate } from '../../../analysis/find-call-candidates-by-name.ts';
import { splitArguments } from '../../../analysis/split-call-arguments.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import type { EntityRead } from '../reads/entity-loading-query.ts';
import { listEntityReads } from '../reads/list-entity-reads-in-function.ts';

/** Function that receives a key and reads the entity by it. */
export interface KeyArgument extends CallCandidate {
  readonly read: EntityRead;
  readonly parameter: string;
  readonly callers: readonly KeyCaller[];
}

/** Call that passes the key. */
export interface KeyCaller {
  readonly site: CallSite;
  /** The key as the caller writes it. */
  readonly value: string;
}

const KEY_NAME = /(?:^|_)(?:id|pk|uuid|guid|key|code)$|(?:Id|Uuid|Key|Code)$/u;
/** Types of keys; `Session` is not among them. */
const KEY_TYPE =
  /^(?:int|str|UUID|uuid\.UUID|UUID4|string|number|bigint|\w*Id|ObjectId|PydanticObjectId|Annotated)$/u;

/** Yields reads by a parameter named and typed like a key, if callers are resolved (Q651-05). */
export function* findKeyArguments(audited: AuditedCode): Generator<KeyArgument> {
  const { code } = audited;
  for (const index of code.facts.functions.keys()) {
    for (const read of listEntityReads(audited, index)) {
      const parameter = read.key?.value ?? '';
      if (read.isList || !isKey(audited, index, parameter)) continue;
      const callers = code.callersOf(index).flatMap((site): readonly KeyCaller[] => {
        const value =
          site.function === index ? null : readArgument(audited, index, site, parameter);
        return value === null ? [] : [{ site, value }];
      });
      if (callers.length > 0) {
        yield { ...createCallCandidate(audited, read.site, read.model), read, parameter, callers };
      }
    }
  }
}

function isKey({ code }: AuditedCode, index: number, name: string): boolean {
  if (!KEY_NAME.test(name) || !code.functionAt(index).parameters.includes(name)) return false;
  const { file = '', line = 0, endLine = 0 } = code.facts.functions[index] ?? {};
  const typed = code
    .variablesOf(file)
    .filter((variable) => variable.name === name && variable.kind === 'type')
    .find((variable) => variable.line >= line && variable.line <= endLine);
  return typed === undefined || KEY_TYPE.test(typed.expression);
}

function readArgument(
  { code }: AuditedCode,
  index: number,
  { raw }: CallSite,
  parameter: string,
): string | null {
  const { parameters } = code.functionAt(index);
  const isBound = parameters[0] === 'self' || parameters[0] === 'cls';
  const given = splitArguments(raw.argumentText);
  const named = given.find(({ name }) => name === parameter);
  const placed = given[parameters.indexOf(parameter) - (isBound ? 1 : 0)];
  return named?.value ?? (placed?.name === null ? placed.value : null);
}

/** True if names denote the same model, as `Job` and `job`; bare `repo` only within its class. */
export function isSameModel(a: string, b: string, isSameClass: boolean): boolean {
  const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();
  const isBare = /^(?:repo|repository|dao|crud)$/u.test(plain(a));
  return plain(a) === plain(b) && (!isBare || isSameClass);
}
