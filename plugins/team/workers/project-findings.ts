import { join } from 'node:path';
import { EXIT, openProjectCode, UserError } from 'perf-harness';
import type { Worktree } from '../../strike/worktree.ts';
import { type BenchTool, findBenchTool } from '../benchmarker/bench-tool.ts';
import type { ProjectType } from '../profiler/project-type.ts';
import { blockingResources } from '../profiler/render-blocking.ts';
import { signalsOf } from '../profiler/signals.ts';
import { weighPackages } from '../profiler/weigh-bundle.ts';
import type { Scene } from './scene.ts';

/** Where front ends are built to, as their tools have it. */
const BUILDS = ['dist', 'build', 'out'];
/** Packages that are told, the heaviest first. */
const MOST_PACKAGES = 5;

/** The last build of a front end in the user's tree; it is built by nobody here. null: there is none. */
export function builtFolder({ host, root }: Scene, { kind }: ProjectType): string | null {
  if (kind !== 'Frontend' && kind !== 'Full-stack') return null;
  return BUILDS.map((name) => join(root, name)).find((path) => host.files.isFolder(path)) ?? null;
}

/** What a project works with, and what of a build holds up its first picture; a sentence each. */
export async function projectFindings(
  scene: Scene,
  { root }: Worktree,
  project: ProjectType,
): Promise<readonly string[]> {
  const { host, signal } = scene;
  const signals = signalsOf(await openProjectCode(host, root, { signal }));
  const folder = builtFolder(scene, project);
  return [
    ...(signals.length === 0 ? [] : [`signals: ${signals.join(', ')}`]),
    ...(folder === null ? [] : buildFindings(scene, folder)),
  ];
}

function buildFindings({ host: { files } }: Scene, folder: string): readonly string[] {
  const pages = files
    .glob('**/*.html', folder)
    .flatMap((path) =>
      blockingResources(files.read(path) ?? '').map(
        ({ kind, url, line }) =>
          `${path.slice(folder.length + 1)}:${line} waits for the ${kind} ${url}`,
      ),
    );
  const packages = weighPackages(parsed(files.read(join(folder, 'stats.json'))))
    .slice(0, MOST_PACKAGES)
    .map((one) => `${one.package} adds ${one.bytes} B to the bundle`);
  return [...pages, ...packages];
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

/** That nothing measures a project, with what in it could be measured (TPB-02). */
export function nothingMeasures({ host }: Scene, { root }: Worktree, cause: UserError): UserError {
  return new UserError({
    code: 'team-no-scenarios',
    message: 'The project has no scenario, so that nobody could say whether it got faster.',
    remedy: `Make one that runs what matters${wayOf(findBenchTool(host.files, root))}: perf-harness init`,
    exitCode: EXIT.usage,
    cause,
  });
}

function wayOf(tool: BenchTool): string {
  return tool.kind === 'timed execution' ? '' : `, such as \`${tool.argv.join(' ')}\``;
}
