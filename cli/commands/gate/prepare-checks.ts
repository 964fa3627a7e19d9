// Gives `perf-harness/plugin` its meaning, whatever is installed beside the plugin.
import '../../../harness/loader/register-self.ts';
import type { JudgeLines } from '../../../api/gate/gate-project.ts';
import { CHANGED_LINES, type PluginCheck } from '../../../harness/model/documents/gate-document.ts';
import type { GateCheckRequest } from '../../../registry/gate-check.ts';
import { OFFICIAL_PLUGINS } from '../../../registry/official-plugins.ts';
import { gateCheckKinds } from '../../../registry/plugin.ts';

/**
 * Checks of changed lines that plugins add to a gate, each where its option is given.
 * @throws UserError for a value that cannot be taken.
 */
export async function prepareChecks(
  request: Omit<GateCheckRequest, 'value'>,
  options: Readonly<Record<string, unknown>>,
): Promise<JudgeLines> {
  const asked = gateCheckKinds(OFFICIAL_PLUGINS).filter(({ name }) => options[name] !== undefined);
  const prepared = await Promise.all(
    asked.map(async (kind) => ({
      type: kind.name,
      check: await kind.prepare({ ...request, value: String(options[kind.name]) }),
    })),
  );
  return async (base, signal) => {
    const checks: PluginCheck[] = [];
    for (const { type, check } of prepared) {
      checks.push({ ...(await check(base, signal)), type, scenario: CHANGED_LINES });
    }
    return checks;
  };
}
