import { join, relative } from 'node:path';
import { createLink, resolveRealPath } from '../../harness/host/folder-tree-operations.ts';
import { type PathMappings, relocatePath } from '../../harness/host/path-mappings.ts';
import type { Host } from '../../harness/host.ts';
import { relocateScenarioPaths } from '../../harness/live-comparison/relocate-scenario-paths.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { openTemporaryRunFolder } from '../../harness/sampling/trial-artifact-files.ts';
import { type Config, loadConfig, setK6Path } from '../../harness/scenario/project-config.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-requested-scenarios.ts';
import { exportCommit } from '../../harness/snapshot/git/export-commit.ts';
import { noRepository } from '../../harness/snapshot/git/git-repository.ts';
import { resolveRef } from '../../harness/snapshot/git/resolve-ref.ts';
import { locateProject } from '../../harness/snapshot/locate-project-and-open-source-tree.ts';
import { findScenarios } from '../project/find-requested-scenarios.ts';
import type { LiveSidesRequest } from './live-comparison-base-and-head-request.ts';

/**
 * Loads the scenarios for both sides from the head, which is the working tree or a commit.
 * @throws UserError naming every mistake.
 */
export async function loadScenariosForBothSides(
  host: Host,
  config: Config,
  sides: LiveSidesRequest,
  request: ScenarioRequest,
  signal: AbortSignal,
): Promise<readonly Scenario[]> {
  const isCommit = sides.type === 'code' && sides.head.type === 'ref';
  // A command needs no file to be read.
  if (!isCommit || request.command !== null) return findScenarios(host, config, request);
  return scenariosOfCommit(host, config, sides.head.ref, request, signal);
}

/**
 * Scenarios read from an export of a commit, with the paths of the project: the working tree makes no difference.
 * @throws UserError naming every mistake.
 */
async function scenariosOfCommit(
  host: Host,
  config: Config,
  ref: string,
  request: ScenarioRequest,
  signal: AbortSignal,
): Promise<readonly Scenario[]> {
  const { repository, extent, prefix } = await locateProject(host, config.root, signal);
  if (repository === null) throw noRepository(config.root);
  const commit = await resolveRef(host, repository, ref, signal);
  const folder = openTemporaryRunFolder(host);
  try {
    const top = join(folder.path, 'head');
    host.files.makeFolder(top);
    const written = await exportCommit(host, repository, commit, top, signal);
    const failed = written.find(({ level }) => level === 'error');
    if (failed !== undefined) {
      const { id: code, message, remedy } = failed;
      const details = { code, message, exitCode: EXIT.target };
      throw new UserError(remedy === undefined ? details : { ...details, remedy });
    }
    const root = join(top, prefix);
    // Sufficient for reading scenarios; each side's own packages are installed for its trials.
    for (const inner of new Set(['', prefix])) {
      const installed = join(extent, inner, 'node_modules');
      const wanted = join(top, inner, 'node_modules');
      if (host.files.isFolder(installed) && !host.files.isFolder(wanted)) {
        createLink(installed, wanted);
      }
    }
    const cwd = join(root, relative(config.root, host.cwd));
    const inside = { ...host, cwd: host.files.isFolder(cwd) ? cwd : root };
    // The configuration file in use here, which may have been named explicitly, if the commit has
    // it.
    const named = config.file === null ? null : join(root, relative(config.root, config.file));
    const isThere = named !== null && host.files.isFile(named);
    const found = await loadConfig(inside, root, isThere ? named : undefined);
    const { stateFolder, k6Named } = config;
    const own = { ...(k6Named === null ? found : setK6Path(found, k6Named)), stateFolder };
    const isMapped =
      host.files.isFile(join(extent, PNP_MAP)) && !host.files.isFile(join(top, PNP_MAP));
    const scenarios = await findScenarios(inside, own, request).catch((error: unknown) => {
      throw isMapped ? withoutPackages(error, ref) : error;
    });
    const places: PathMappings = [
      [root, config.root],
      [resolveRealPath(root) ?? root, config.root],
      [resolveRealPath(top) ?? top, extent],
    ];
    return scenarios.map((scenario) => inProject(scenario, places));
  } finally {
    folder.remove();
  }
}

/** Yarn's Plug'n'Play map of packages, which is valid only for the folder it was created in. */
const PNP_MAP = '.pnp.cjs';

/** The error of an import that is not found since Plug'n'Play has no packages for an export. */
function withoutPackages(error: unknown, ref: string): unknown {
  if (!(error instanceof UserError) || !error.message.includes('cannot find package')) return error;
  const { code, message, exitCode } = error;
  const remedy = `Yarn Plug'n'Play resolves packages only inside the project's own folder, not in an exported copy of commit ${ref}. Check out that commit and compare the working tree with it, or set nodeLinker: node-modules.`;
  return new UserError({ code, message, exitCode, remedy });
}

/** Returns the scenario with all paths of the export replaced by those of the project. */
function inProject(scenario: Scenario, places: PathMappings): Scenario {
  const moved = relocateScenarioPaths(scenario, places, { env: {}, nodePath: null }, undefined);
  // These paths belong to neither side, so `rebaseScenario` leaves them unchanged.
  if (moved.kind === 'k6' && moved.k6Path !== null) {
    return { ...moved, k6Path: relocatePath(moved.k6Path, places) };
  }
  if (moved.kind === 'page' && moved.field !== undefined) {
    const { field } = moved;
    return { ...moved, field: { ...field, file: relocatePath(field.file, places) } };
  }
  return moved;
}
