import { pathToFileURL } from 'node:url';
import { childModule } from './resolve-child-module-path.ts';

/** Flag of Node.js that loads a sibling module first: a URL has no blanks or quotes to escape. */
export function preloadFlag(importMetaUrl: string, sibling: string): string {
  return `--import=${pathToFileURL(childModule(importMetaUrl, sibling)).href}`;
}

/** Adds a sibling module that every Node.js process and thread of a program loads first. */
export function addPreload(
  nodeOptions: string | undefined,
  importMetaUrl: string,
  sibling: string,
): string {
  return `${nodeOptions ?? ''} ${preloadFlag(importMetaUrl, sibling)}`.trim();
}
