import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Lang, parse, type SgNode } from '@ast-grep/napi';
import type { Files } from 'perf-harness/plugin';
import { kindOf, lineOf } from '../../analysis/index.ts';
import { recordOf } from '../read-package-manifest.ts';

export interface BundleFile {
  /** From the folder of the build, with slashes. */
  readonly path: string;
  readonly bytes: number;
  /** As servers send it: gzip at its usual level. */
  readonly gzip_bytes: number;
}

/** Sizes of the files of a build, the largest file first. */
export interface BundleSize {
  readonly files: readonly BundleFile[];
  readonly bytes: number;
  readonly gzip_bytes: number;
}

/** Tools read these, and no visitor loads them. */
const NOT_SENT = /\.(?:map|d\.ts|tsbuildinfo|LICENSE\.txt)$/u;

/** Measures the files of a build that visitors load (TPP-02). @param folder - Absolute path. */
export function measureBundleSize(
  files: Pick<Files, 'below' | 'readBytes'>,
  folder: string,
): BundleSize {
  const assets = files
    .below(folder, (name) => name === 'node_modules')
    .filter((path) => !NOT_SENT.test(path))
    .flatMap((path): readonly BundleFile[] => {
      const bytes = files.readBytes(path);
      if (bytes === null) return [];
      const gzip_bytes = gzipSync(bytes).length;
      return [{ path: relative(folder, path), bytes: bytes.length, gzip_bytes }];
    })
    .toSorted((a, b) => b.bytes - a.bytes || a.path.localeCompare(b.path));
  const sum = (key: 'bytes' | 'gzip_bytes'): number =>
    assets.reduce((all, file) => all + file[key], 0);
  return { files: assets, bytes: sum('bytes'), gzip_bytes: sum('gzip_bytes') };
}

/** Images, fonts, audio and video, which better code cannot make smaller. */
const ASSET = /\.(?:avif|eot|gif|ico|jpe?g|mp3|mp4|ogg|otf|png|svg|ttf|wav|webm|webp|woff2?)$/iu;
/** Fraction of a build from which a file is worth a change of its own. */
const HEAVY_SHARE = 0.05;

/** Assets that are a noticeable part of a build, the heaviest first (TPP-02). */
export function findLargeAssets({ files, bytes: all }: BundleSize): readonly BundleFile[] {
  return files.filter(({ path, bytes }) => ASSET.test(path) && bytes >= HEAVY_SHARE * all);
}

interface BundlePart {
  /** A file's as the statistics have it, without `./`. */
  readonly name: string;
  readonly bytes: number;
}

/**
 * Returns packages and the project's own files by the size they add, largest first, packages first
 * among equals, from the statistics of webpack (`stats.json`) or esbuild (its metafile); empty if
 * they are neither.
 */
export function measureBundleParts(statistics: unknown): readonly BundlePart[] {
  const packages = new Map<string, number>();
  const own: BundlePart[] = [];
  for (const { path, bytes } of [...modulesOfWebpack(statistics), ...inputsOfEsbuild(statistics)]) {
    const name = packageOf(path);
    if (name === null) own.push({ name: path.replace(/^\.\//u, ''), bytes });
    else packages.set(name, (packages.get(name) ?? 0) + bytes);
  }
  const byName = (a: BundlePart, b: BundlePart): number => a.name.localeCompare(b.name);
  const added = [...packages].map(([name, bytes]) => ({ name, bytes })).toSorted(byName);
  return [...added, ...own.toSorted(byName)].toSorted((a, b) => b.bytes - a.bytes);
}

interface Weighed {
  readonly path: string;
  readonly bytes: number;
}

function modulesOfWebpack(statistics: unknown): readonly Weighed[] {
  const { modules } = recordOf(statistics);
  return (Array.isArray(modules) ? modules : []).flatMap((webpackModule): readonly Weighed[] => {
    const { name, size, modules: inner } = recordOf(webpackModule);
    // The parts of concatenated modules show which package they belong to.
    if (Array.isArray(inner)) return modulesOfWebpack({ modules: inner });
    return typeof name === 'string' && typeof size === 'number'
      ? [{ path: name, bytes: size }]
      : [];
  });
}

function inputsOfEsbuild(statistics: unknown): readonly Weighed[] {
  return Object.values(recordOf(recordOf(statistics).outputs)).flatMap((output) =>
    Object.entries(recordOf(recordOf(output).inputs)).flatMap(
      ([path, input]): readonly Weighed[] => {
        const { bytesInOutput } = recordOf(input);
        return typeof bytesInOutput === 'number' ? [{ path, bytes: bytesInOutput }] : [];
      },
    ),
  );
}

/** Returns the innermost package that a path is in; null if it belongs to the project itself. */
function packageOf(path: string): string | null {
  const inside = path.split(/node_modules[\\/]/u).at(-1);
  if (inside === undefined || inside === path) return null;
  return /^(?:@[^\\/]+[\\/])?[^\\/]+/u.exec(inside)?.[0]?.replaceAll('\\', '/') ?? null;
}

interface BlockingResource {
  readonly kind: 'script' | 'stylesheet';
  readonly url: string;
  /** From 1. */
  readonly line: number;
}

/**
 * Finds scripts and style sheets in the head of a built page that block its first paint (TPP-02),
 * by the HTML standard: scripts that are neither `async`, `defer` nor a module, and style sheets
 * that are not for another medium.
 */
export function findBlockingResources(html: string): readonly BlockingResource[] {
  const head = headOf(parse(Lang.Html, html).root());
  const tags = head?.findAll(TAGS) ?? [];
  return tags.flatMap((tag): readonly BlockingResource[] => {
    const attributes = attributesOf(tag);
    const name = nameOf(tag);
    if (name === 'script') return blockingScript(tag, attributes);
    return name === 'link' ? blockingSheet(tag, attributes) : [];
  });
}

/** Every opening tag of a page. */
const TAGS = { rule: { any: [{ kind: 'start_tag' }, { kind: 'self_closing_tag' }] } };

type Attributes = ReadonlyMap<string, string>;

function blockingScript(tag: SgNode, attributes: Attributes): readonly BlockingResource[] {
  const url = attributes.get('src');
  const type = attributes.get('type') ?? '';
  const isClassic = type === '' || /javascript/iu.test(type);
  const isLate = attributes.has('async') || attributes.has('defer');
  if (url === undefined || !isClassic || isLate) return [];
  return [{ kind: 'script', url, line: lineOf(tag) }];
}

function blockingSheet(tag: SgNode, attributes: Attributes): readonly BlockingResource[] {
  const url = attributes.get('href');
  const relations = (attributes.get('rel') ?? '').toLowerCase().split(/\s+/u);
  const medium = (attributes.get('media') ?? 'all').trim().toLowerCase();
  const isMeant = relations.includes('stylesheet') && !relations.includes('alternate');
  const isForAll = medium !== 'print' && medium !== 'none';
  if (url === undefined || !isMeant || !isForAll || attributes.has('disabled')) return [];
  return [{ kind: 'stylesheet', url, line: lineOf(tag) }];
}

function nameOf(tag: SgNode): string {
  return (
    tag
      .find({ rule: { kind: 'tag_name' } })
      ?.text()
      .toLowerCase() ?? ''
  );
}

function attributesOf(tag: SgNode): Attributes {
  return new Map(
    tag
      .children()
      .filter((child) => kindOf(child) === 'attribute')
      .map((child) => {
        const name =
          child
            .find({ rule: { kind: 'attribute_name' } })
            ?.text()
            .toLowerCase() ?? '';
        return [name, child.find({ rule: { kind: 'attribute_value' } })?.text() ?? ''];
      }),
  );
}

/** Finds the head by tag name; walking up from each tag would visit siblings repeatedly. */
function headOf(root: SgNode): SgNode | null {
  const names = root.findAll({ rule: { kind: 'tag_name', regex: '^(?i:head)$' } });
  return names.map((name) => name.parent()?.parent()).find((ancestor) => ancestor != null) ?? null;
}

/**
 * Elements of a page above which each style and each layout takes long, as Lighthouse's audit of the size of
 * a page has it (`dom-size`: it fails above 1,400).
 */
export const LARGE_DOM_ELEMENTS = 1_400;

/** Counts the elements of a built page, without those that scripts add. */
export function countElements(html: string): number {
  return parse(Lang.Html, html).root().findAll(TAGS).length;
}
