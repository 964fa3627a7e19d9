import type { SgNode } from '@ast-grep/napi';

/** Every place after it was taken that has its name, callbacks and functions inside included. */
export function findLaterResourceUses(
  scope: SgNode,
  name: string,
  after: SgNode,
): readonly SgNode[] {
  const from = after.range().end.index;
  const isPython = scope.getRoot().root().kind() === 'module';
  const kinds = isPython ? ['identifier'] : ['identifier', 'shorthand_property_identifier'];
  const regex = `^${name.replaceAll('$', '\\$')}$`;
  return scope
    .findAll({ rule: { any: kinds.map((kind) => ({ kind, regex })) } })
    .filter((identifier) => identifier.range().start.index >= from);
}
