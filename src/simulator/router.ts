import type { Route } from "./routes.ts";

/** A route that fits a request. */
export interface Match {
  route: Route;
  /** What stands for the pattern's colons. */
  params: string[];
}

/** Finds routes by method and path. Patterns without a colon are looked up first. */
export class Router {
  #fixed = new Map<string, Route>();
  #open: { route: Route; parts: string[] }[] = [];

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      if (!route.pattern.includes(":")) this.#fixed.set(`${route.method} ${route.pattern}`, route);
      else this.#open.push({ route, parts: route.pattern.split("/") });
    }
  }

  /** @param path without the query. */
  find(method: string, path: string): Match | undefined {
    const fixed = this.#fixed.get(`${method} ${path}`);
    if (fixed) return { route: fixed, params: [] };
    const parts = path.split("/");
    for (const { route, parts: pattern } of this.#open) {
      if (route.method !== method || pattern.length !== parts.length) continue;
      if (pattern.every((part, i) => part.startsWith(":") || part === parts[i])) {
        return { route, params: parts.filter((_, i) => pattern[i]?.startsWith(":")).map(decoded) };
      }
    }
    return undefined;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
