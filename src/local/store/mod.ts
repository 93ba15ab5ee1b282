export { lookAtStore, openStore, type StoreOptions } from "./open_store.ts";
