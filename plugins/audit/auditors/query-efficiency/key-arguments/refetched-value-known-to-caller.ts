import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import { findFieldUses } from '../../../analysis/variable-field-uses.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { KeyArgument, KeyCaller } from './entity-key-parameters.ts';
import { hasPriorValue } from './is-variable-assigned-before-offset.ts';

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
export function findKnownValue(handover: KeyArgument, audited: AuditedCode): KnownValue | null {
  const { read } = handover;
  const field = onlyField(handover, audited);
  if (field === null) return null;
  const model = read.model.charAt(0).toLowerCase() + read.model.slice(1);
  const snake = model.replace(/[A-Z]/gu, (capital) => `_${capital.toLowerCase()}`);
  const names = [
    `${snake}_${field}`,
    `${model}${field.charAt(0).toUpperCase()}${field.slice(1)}`,
    ...(GENERIC.test(field) ? [] : [field]),
  ];
  for (const caller of handover.callers) {
    const { function: index, raw } = caller.site;
    const { start } = audited.code.rawOf(index);
    const file = audited.code.facts.functions[index]?.file ?? '';
    const before = (audited.code.textOf(file) ?? '').slice(start, raw.start);
    const root = audited.code.syntaxOf(file);
    if (root === null) continue;
    const isHad = (name: string): boolean => hasPriorValue(root, name, raw.start);
    const held = names.find(isHad) ?? memberOf(caller, field, before, [model, snake].find(isHad));
    if (held !== null) return { field, caller, held };
  }
  return null;
}

/** Returns the only field used; null: none or several are, or the entity is passed on whole. */
function onlyField({ read, site }: KeyArgument, audited: AuditedCode): string | null {
  const direct = /\)\)?\.(\w+)$/u.exec(read.node.text())?.[1];
  if (direct !== undefined) return direct;
  const scope = findFunctionNode(audited, site.function);
  if (scope === null || read.variable === null) return null;
  const uses = findFieldUses(scope, read.variable, read.node.range().end.index);
  const [field, ...more] = uses.read;
  // A relation is more than a value.
  if (new RegExp(`\\b${field}\\s*:\\s*\\{`, 'u').test(read.node.text())) return null;
  return field === undefined ||
    more.length > 0 ||
    uses.whole !== null ||
    uses.isChecked ||
    uses.written.size > 0
    ? null
    : field;
}

/** Returns `profile.engine` if the caller reads it, or a field of a variable named like a model. */
function memberOf(
  { value }: KeyCaller,
  field: string,
  text: string,
  entity: string | undefined,
): string | null {
  const handed = /^(\w+)\.\w+$/u.exec(value)?.[1];
  if (handed !== undefined) {
    return new RegExp(`(?<![.\\w])${handed}\\.${field}\\b`, 'u').test(text)
      ? `${handed}.${field}`
      : null;
  }
  return entity === undefined ? null : `${entity}.${field}`;
}

/** Returns the name of a caller for messages. */
export function formatCallerName({ site }: KeyCaller, audited: AuditedCode): string {
  return formatFunctionName(audited, site.function);
}
