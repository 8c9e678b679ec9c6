// Runs the blob service, and ends with the process that started it, however that one ends.
process.stdin.on("end", () => process.exit(0)).resume();
require("azurite/dist/src/blob/main");
