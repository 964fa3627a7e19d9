import { languageIn, valueAt } from '../../../../analysis/index.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import { findFieldUses } from '../../../analysis/variable-field-uses.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { KeyArgument, KeyCaller } from './entity-key-parameters.ts';

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

/** True if a name has a value where the caller makes the call. */
function hasValue(audited: AuditedCode, { site }: KeyCaller, name: string): boolean {
  if (audited.code.functionAt(site.function).parameters.includes(name)) return true;
  const file = audited.code.fileOf(site.function);
  const node = findCallNode(audited, site);
  return node !== null && valueAt(node, name, languageIn(file)) !== null;
}

/** Returns the name of a caller for messages. */
export function formatCallerName({ site }: KeyCaller, audited: AuditedCode): string {
  return formatFunctionName(audited, site.function);
}
