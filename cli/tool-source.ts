import { loadIfInstalled } from '../registry/missing-package.ts';
import { openCollections } from '../registry/open-collections.ts';
import type { Plugin } from '../registry/plugin.ts';
import type { ToolSource } from '../registry/tool-server.ts';
import type { ServerTool as Tool } from '../registry/tools/server-tool.ts';
import { formatViewAnswer } from '../registry/tools/tool-answer-text.ts';
import { bisectTool } from './commands/bisect/bisect-tool.ts';
import { calibrateTool } from './commands/calibrate/calibrate-tool.ts';
import { compareTool } from './commands/compare/compare-tool.ts';
import { gateTool } from './commands/gate/gate-tool.ts';
import { mapTool } from './commands/profile/map-tool.ts';
import { profileTool } from './commands/profile/profile-tool.ts';
import { runTool } from './commands/run/run-tool.ts';
import { listToolPermissions } from './tool-permissions.ts';

/** Tools of the core and of these plugins, for a server. */
export async function createToolSource(plugins: readonly Plugin[]): Promise<ToolSource> {
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
    permissions: listToolPermissions(plugins),
    ofCore: CORE_TOOLS,
    ofPlugins: loaded.flat(),
    openCollections,
  };
}

/** Tools equivalent to core commands, in the order that servers list them. */
const CORE_TOOLS: readonly Tool[] = [
  runTool,
  compareTool,
  gateTool,
  calibrateTool,
  mapTool,
  profileTool,
  bisectTool,
];
