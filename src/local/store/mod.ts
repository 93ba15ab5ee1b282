export { openStore, type StoreOptions } from "./open_store.ts";
