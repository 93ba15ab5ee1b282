/** What a page of the browser said or asked for that a page of ours has no business to. */
export interface Said {
  /** Lines of the console, exceptions that nobody caught, and what its policy refused. */
  messages: string[];
  /** Addresses that were asked for, the page's own left out. */
  requests: string[];
}

/** How a page is looked at. */
export interface Look {
  width: number;
  height: number;
  scheme: "light" | "dark";
  /** As on a phone. @default false */
  mobile?: boolean;
}

interface Message {
  id?: number;
  method?: string;
  sessionId?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** After so many milliseconds something hangs: a guard, not a measure. */
const PATIENCE = 60_000;

/** A headless Chromium with one page, driven over the DevTools protocol. */
export class Chromium implements AsyncDisposable {
  readonly said: Said = { messages: [], requests: [] };
  readonly #child: Deno.ChildProcess;
  readonly #folder: string;
  readonly #socket: WebSocket;
  readonly #asked = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  readonly #waiting = new Map<string, () => void>();
  readonly #guard: ReturnType<typeof setTimeout>;
  #session: string | undefined;
  #next = 1;
  #url = "";

  private constructor(child: Deno.ChildProcess, folder: string, socket: WebSocket) {
    this.#child = child;
    this.#folder = folder;
    this.#socket = socket;
    this.#guard = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    socket.onmessage = ({ data }) => this.#heard(JSON.parse(data));
    socket.onclose = () => {
      for (const { reject } of this.#asked.values()) reject(new Error("the browser has gone"));
    };
  }

  /** Starts it, with a profile of its own: `chromium`, or what CHROMIUM names. */
  static async start(program = Deno.env.get("CHROMIUM") || "chromium"): Promise<Chromium> {
    const folder = await Deno.makeTempDir();
    const child = new Deno.Command(program, {
      args: [
        ...["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
        ...["--disable-extensions", "--disable-background-networking", "--disable-component-update"],
        ...["--hide-scrollbars", "--remote-debugging-port=0", `--user-data-dir=${folder}`, "about:blank"],
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const socket = new WebSocket(await addressIn(child.stderr));
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("the browser cannot be reached"));
    });
    const browser = new Chromium(child, folder, socket);
    const { targetId } = await browser.#send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await browser.#send("Target.attachToTarget", { targetId, flatten: true });
    browser.#session = String(sessionId);
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await browser.#send(`${domain}.enable`);
    return browser;
  }

  /** Opens a page in a window of that kind, and waits until it is there. */
  async open(url: string, { width, height, scheme, mobile = false }: Look): Promise<void> {
    this.#url = url;
    await this.#send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile });
    await this.#send("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: scheme }],
    });
    const loaded = new Promise<void>((resolve) => this.#waiting.set("Page.loadEventFired", resolve));
    await this.#send("Page.navigate", { url });
    await loaded;
  }

  /** The value of an expression in the page. */
  async value(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", {
      ...{ expression, returnByValue: true },
    });
    if (exceptionDetails) throw new Error(`in the page: ${JSON.stringify(exceptionDetails)}`);
    return Object(result).value;
  }

  /** The names and roles that the page has for those who do not see it. */
  async accessible(): Promise<{ role: string; name: string }[]> {
    const { nodes } = await this.#send("Accessibility.getFullAXTree");
    return [...Object(nodes)].map((node) => ({
      role: Object(node.role).value,
      name: Object(node.name).value,
    }));
  }

  /** The whole page as a PNG, or a part of it. */
  async picture(part?: { x: number; y: number; width: number; height: number }): Promise<Uint8Array> {
    const { data } = await this.#send("Page.captureScreenshot", {
      format: "png",
      captureBeyondViewport: true,
      ...(part ? { clip: { ...part, scale: 1 } } : {}),
    });
    return Uint8Array.from(atob(String(data)), (character) => character.charCodeAt(0));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#send("Browser.close", {}, false).catch(() => {});
    await this.#child.status;
    clearTimeout(this.#guard);
    this.#socket.close();
    await Deno.remove(this.#folder, { recursive: true }).catch(() => {});
  }

  #send(method: string, params: object = {}, inPage = true): Promise<Record<string, unknown>> {
    const id = this.#next++;
    const answer = Promise.withResolvers<Record<string, unknown>>();
    this.#asked.set(id, answer);
    const session = inPage && this.#session ? { sessionId: this.#session } : {};
    this.#socket.send(JSON.stringify({ id, method, params, ...session }));
    return answer.promise;
  }

  #heard({ id, method = "", params = {}, result, error }: Message): void {
    if (id !== undefined) {
      const asked = this.#asked.get(id);
      this.#asked.delete(id);
      if (error) asked?.reject(new Error(error.message));
      else asked?.resolve(result ?? {});
    }
    if (method === "Runtime.consoleAPICalled") this.said.messages.push(JSON.stringify(params["args"]));
    if (method === "Runtime.exceptionThrown") {
      this.said.messages.push(JSON.stringify(params["exceptionDetails"]));
    }
    if (method === "Log.entryAdded") this.said.messages.push(String(Object(params["entry"]).text));
    if (method === "Network.requestWillBeSent") {
      const url = String(Object(params["request"]).url);
      if (url !== this.#url && url !== "about:blank") this.said.requests.push(url);
    }
    this.#waiting.get(method)?.();
    this.#waiting.delete(method);
  }
}

/** The address that the browser says on stderr; what it says after that is let go of. */
async function addressIn(stderr: ReadableStream<Uint8Array>): Promise<string> {
  const [first, rest] = stderr.tee();
  rest.pipeTo(new WritableStream()).catch(() => {});
  let text = "";
  for await (const piece of first.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const [, address] = /DevTools listening on (ws:\S+)/.exec(text) ?? [];
    if (address) return address;
  }
  throw new Error(`the browser did not start: ${text.slice(-500)}`);
}
