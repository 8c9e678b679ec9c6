// Runs the blob, queue and table services, and ends with the process that started it, however that one ends.
process.stdin.on("end", () => process.exit(0)).resume();
require("azurite/dist/src/azurite");
