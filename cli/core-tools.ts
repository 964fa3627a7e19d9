import type { ServerTool as Tool } from '../registry/tools/server-tool.ts';
import { bisectTool } from './commands/bisect/tool.ts';
import { calibrateTool } from './commands/calibrate/tool.ts';
import { compareTool } from './commands/compare/tool.ts';
import { gateTool } from './commands/gate/tool.ts';
import { mapTool } from './commands/profile/map-tool.ts';
import { profileTool } from './commands/profile/tool.ts';
import { runTool } from './commands/run/tool.ts';

/** Tools that do what a command of the core does, in the order that servers show them in. */
export const CORE_TOOLS: readonly Tool[] = [
  runTool,
  compareTool,
  gateTool,
  calibrateTool,
  mapTool,
  profileTool,
  bisectTool,
];
