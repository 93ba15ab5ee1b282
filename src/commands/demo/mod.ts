/** All of the demo that has packages. */
export { demonstrate } from "./demonstrate.ts";
export { starter } from "./start.ts";
