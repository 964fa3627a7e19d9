/** A definition as its module exports it, functions and all. */
export type ExportedDefinition = Readonly<Record<string, unknown>>;

/** Returns a scenario module's definitions: its default export, a definition or an array. */
export function listExportedDefinitions(
  module: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  const exported = module.default;
  if (exported === undefined) return [];
  return Array.isArray(exported) ? exported : [exported];
}
