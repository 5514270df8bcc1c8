package org.macrodyn.figures;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A PNG file as a list of chunks: length, type, data, CRC-32 of type and data (ISO/IEC 15948, 5.3). */
final class PngChunks {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private PngChunks() {}

    @SafeVarargs
    static byte[] file(Map.Entry<String, byte[]>... chunks) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        for (Map.Entry<String, byte[]> chunk : chunks) {
            byte[] type = chunk.getKey().getBytes(StandardCharsets.US_ASCII);
            byte[] data = chunk.getValue();
            CRC32 crc = new CRC32();
            crc.update(type);
            crc.update(data);
            file.writeBytes(number(data.length));
            file.writeBytes(type);
            file.writeBytes(data);
            file.writeBytes(number((int) crc.getValue()));
        }
        return file.toByteArray();
    }

    static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream deflated = new ByteArrayOutputStream();
            byte[] part = new byte[1 << 16];
            while (!deflater.finished()) {
                deflated.write(part, 0, deflater.deflate(part));
            }
            return deflated.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }
}
