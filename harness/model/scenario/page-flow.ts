import type { Params } from './scenario.ts';

/** Longest time that an action may wait for what it needs, milliseconds. */
interface Waiting {
  readonly timeout?: number;
}

/** Options for finding an element by its role: a name, and states such as `expanded`. */
interface RoleOptions {
  readonly name?: string | RegExp;
  readonly exact?: boolean;
}

/** Element of the page, looked up on each action. */
export interface FlowLocator {
  click(options?: Waiting): Promise<void>;
  tap(options?: Waiting): Promise<void>;
  hover(options?: Waiting): Promise<void>;
  fill(value: string, options?: Waiting): Promise<void>;
  press(key: string, options?: Waiting): Promise<void>;
  pressSequentially(text: string, options?: Waiting): Promise<void>;
  waitFor(options?: Waiting): Promise<void>;
  count(): Promise<number>;
  textContent(options?: Waiting): Promise<string | null>;
  locator(selector: string): FlowLocator;
  first(): FlowLocator;
  last(): FlowLocator;
  nth(index: number): FlowLocator;
}

/**
 * Part of playwright-core's `Page` that most flows need. Playwright's own type needs those of
 * Node.js, which not every project has; a flow that wants all of it declares `{ page }:
 * PageFlowParts<Page>`.
 */
export interface FlowPage {
  url(): string;
  goto(url: string, options?: Waiting): Promise<unknown>;
  click(selector: string, options?: Waiting): Promise<void>;
  tap(selector: string, options?: Waiting): Promise<void>;
  hover(selector: string, options?: Waiting): Promise<void>;
  fill(selector: string, value: string, options?: Waiting): Promise<void>;
  press(selector: string, key: string, options?: Waiting): Promise<void>;
  locator(selector: string): FlowLocator;
  getByRole(role: 'button' | 'link' | 'textbox' | 'checkbox', options?: RoleOptions): FlowLocator;
  getByText(text: string | RegExp): FlowLocator;
  getByLabel(text: string | RegExp): FlowLocator;
  getByTestId(id: string | RegExp): FlowLocator;
  waitForSelector(selector: string, options?: Waiting): Promise<unknown>;
  waitForURL(url: string | RegExp, options?: Waiting): Promise<void>;
  waitForTimeout(durationMs: number): Promise<void>;
  evaluate(script: string | (() => unknown)): Promise<unknown>;
  readonly keyboard: {
    press(key: string): Promise<void>;
    type(text: string): Promise<void>;
  };
  readonly mouse: {
    move(x: number, y: number): Promise<void>;
    click(x: number, y: number): Promise<void>;
    wheel(deltaX: number, deltaY: number): Promise<void>;
  };
}

/** Argument of a flow; `PageFlowParts<Page>` with playwright-core's own type of page. */
export interface PageFlowParts<T extends FlowPage = FlowPage, P extends Params = Params> {
  /** The page, loaded and at rest: playwright-core's. */
  readonly page: T;
  /** Names a step of the flow, to attribute failures to it; returns the action's result. */
  readonly step: <T>(name: string, action: () => T | Promise<T>) => Promise<T>;
  readonly params: P;
}

/**
 * User's actions on a page: clicks, taps and keys, which the browser treats as a user's. The type
 * is taken from a method, so that a flow may declare its page as playwright's own type.
 */
export type PageFlowFunction<P extends Params = Params> = {
  flow(parts: PageFlowParts<FlowPage, P>): unknown;
}['flow'];
