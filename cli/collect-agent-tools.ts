import type { ToolSource } from '../registry/agent-tool-server-command.ts';
import { loadIfInstalled } from '../registry/missing-plugin-package.ts';
import { openDocumentCollections } from '../registry/open-document-collections.ts';
import type { Plugin } from '../registry/plugin.ts';
import type { ServerTool as Tool } from '../registry/tools/agent-tool-definition.ts';
import { formatViewAnswer } from '../registry/tools/agent-tool-response-text.ts';
import { listAgentToolPermissions } from './agent-tool-permissions.ts';
import { bisectAgentTool } from './commands/bisect/bisect-agent-tool.ts';
import { calibrateAgentTool } from './commands/calibrate/calibrate-agent-tool.ts';
import { compareAgentTool } from './commands/compare/compare-agent-tool.ts';
import { gateAgentTool } from './commands/gate/gate-agent-tool.ts';
import { mapAgentTool } from './commands/profile/map-agent-tool.ts';
import { profileAgentTool } from './commands/profile/profile-agent-tool.ts';
import { runAgentTool } from './commands/run/run-agent-tool.ts';

/** Tools of the core and of these plugins, for a server. */
export async function collectAgentTools(plugins: readonly Plugin[]): Promise<ToolSource> {
  const loaded = await Promise.all(
    plugins.map(async (plugin) => {
      if (plugin.tools === undefined) return [];
      const { permission, load } = plugin.tools;
      const textOf = (document: Parameters<typeof formatViewAnswer>[0]) =>
        formatViewAnswer(document, plugin);
      // Tools of a package that is not installed are not offered.
      return [{ permission, tools: await loadIfInstalled(load, []), textOf }];
    }),
  );
  return {
    permissions: listAgentToolPermissions(plugins),
    ofCore: CORE_TOOLS,
    ofPlugins: loaded.flat(),
    openCollections: openDocumentCollections,
  };
}

/** Tools equivalent to core commands, in the order that servers list them. */
const CORE_TOOLS: readonly Tool[] = [
  runAgentTool,
  compareAgentTool,
  gateAgentTool,
  calibrateAgentTool,
  mapAgentTool,
  profileAgentTool,
  bisectAgentTool,
];
