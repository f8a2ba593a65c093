// MCAP/ is the file format: records, chunks, reader and writer, and CDR. It knows no robot.
