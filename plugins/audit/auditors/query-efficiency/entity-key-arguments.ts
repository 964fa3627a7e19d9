import { type CallSite, languageIn, valueAt } from '../../../analysis/index.ts';
import {
  createCallCandidate,
  findCallNode,
  findFunctionNode,
  formatFunctionName,
  splitArguments,
} from '../../analysis/calls-and-functions.ts';
import { findFieldUses } from '../../analysis/variable-field-uses.ts';
import type { AuditedCode, CallCandidate } from '../../rule.ts';
import type { EntityRead } from './reads/entity-loading-query.ts';
import { listEntityReads } from './reads/list-entity-reads-in-function.ts';

/** Function that receives a key and reads the entity by it. */
export interface KeyArgument extends CallCandidate {
  readonly read: EntityRead;
  readonly parameter: string;
  readonly callers: readonly KeyCaller[];
}

export interface KeyCaller {
  readonly site: CallSite;
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

/** Field that is looked up although a caller already has it. */
export interface KnownValue {
  readonly field: string;
  readonly caller: KeyCaller;
  /** Expression in which the caller already has the value, as written. */
  readonly held: string;
}

/** Common field names, which identify a value only together with the model's name. */
const GENERIC =
  /^(?:id|pk|uuid|name|title|type|kind|status|state|value|code|key|data|text|content|url|path|label|slug|email|description|created_at|updated_at|count|config|settings)$/u;

/** Returns the only field used of a fetched row if a caller already has its value, else null. */
export function findKnownValue(argument: KeyArgument, audited: AuditedCode): KnownValue | null {
  const { read } = argument;
  const field = findOnlyField(argument, audited);
  if (field === null) return null;
  const model = read.model.charAt(0).toLowerCase() + read.model.slice(1);
  const snake = model.replace(/[A-Z]/gu, (capital) => `_${capital.toLowerCase()}`);
  const names = [
    `${snake}_${field}`,
    `${model}${field.charAt(0).toUpperCase()}${field.slice(1)}`,
    ...(GENERIC.test(field) ? [] : [field]),
  ];
  for (const caller of argument.callers) {
    const entity = [model, snake].find((name) => hasValue(audited, caller, name));
    const held =
      names.find((name) => hasValue(audited, caller, name)) ??
      (entity === undefined || caller.value.includes('.') ? undefined : `${entity}.${field}`);
    if (held !== undefined) return { field, caller, held };
  }
  return null;
}

/** Returns the only field used; null: none or several are, or the entity is passed on whole. */
function findOnlyField({ read, site }: KeyArgument, audited: AuditedCode): string | null {
  const scope = findFunctionNode(audited, site.function);
  if (scope === null || read.variable === null) return null;
  const uses = findFieldUses(scope, read.variable, read.node.range().end.index);
  const [field, ...more] = uses.read;
  // A relation is more than a value.
  if (new RegExp(`\\b${field}\\s*:\\s*\\{`, 'u').test(read.node.text())) return null;
  return field === undefined ||
    more.length > 0 ||
    uses.wholeUse !== null ||
    uses.isChecked ||
    uses.written.size > 0
    ? null
    : field;
}

function hasValue(audited: AuditedCode, { site }: KeyCaller, name: string): boolean {
  if (audited.code.functionAt(site.function).parameters.includes(name)) return true;
  const file = audited.code.fileOf(site.function);
  const node = findCallNode(audited, site);
  return node !== null && valueAt(node, name, languageIn(file)) !== null;
}

export function formatCallerName({ site }: KeyCaller, audited: AuditedCode): string {
  return formatFunctionName(audited, site.function);
}
