import type { SgNode } from '@ast-grep/napi';
import { classifyJavaScriptValueUse, type Use } from './classify-javascript-value-use.ts';
import { classifyPythonValueUse } from './classify-python-value-use.ts';
import { scopeOf } from './function-nodes.ts';
import type { Language } from './syntax-node-kinds-spans-and-children.ts';

export interface LocalUse {
  readonly use: Use;
  readonly node: SgNode;
}

/** Every use of a name in a function, in the order of the text. */
export function usesOf(name: string, scope: SgNode, language: Language): readonly LocalUse[] {
  const kinds =
    language === 'python' ? ['identifier'] : ['identifier', 'shorthand_property_identifier'];
  const regex = `^${name.replaceAll('$', '\\$')}$`;
  const found = scope.findAll({ rule: { any: kinds.map((kind) => ({ kind, regex })) } });
  return found.flatMap((node): readonly LocalUse[] => {
    const use = useOf(node, language);
    if (use === null) return [];
    const isHere = scopeOf(node).id() === scope.id();
    return [{ use: isHere ? use : useElsewhere(use, node), node }];
  });
}

/** Classifies the use of an expression's value; null: no value, e.g. a keyword argument's name. */
export function useOf(node: SgNode, language: Language): Use | null {
  return language === 'python' ? classifyPythonValueUse(node) : classifyJavaScriptValueUse(node);
}

/** Classifies a use in an inner function, which may run any time; array callbacks run at once. */
function useElsewhere(use: Use, node: SgNode): Use {
  if (use === 'changed' || use === 'assigned') return 'changed';
  const inner = scopeOf(node);
  const isCallback = inner.parent()?.kind() === 'arguments';
  return isCallback && use === 'read' && ARRAY_CALLBACKS.test(calleeAround(inner))
    ? 'read'
    : 'escapes';
}

const ARRAY_CALLBACKS =
  /\.(?:map|filter|forEach|find|findIndex|findLast|some|every|reduce|flatMap|sort|toSorted)$/u;

function calleeAround(callback: SgNode): string {
  return callback.parent()?.parent()?.field('function')?.text() ?? '';
}
