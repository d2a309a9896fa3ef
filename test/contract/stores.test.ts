import { sqliteFileBench, sqliteMemoryBench } from "../support/store-bench.ts";
import { testStore } from "./store-contract.ts";

testStore(sqliteFileBench);
testStore(sqliteMemoryBench);
