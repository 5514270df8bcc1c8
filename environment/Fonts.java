import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** Draws one letter, as every chart does; doctor runs it from its source: java environment/Fonts.java */
final class Fonts {
    private Fonts() {}

    /**
     * Prints the family of the font; ends with a stack trace where Java finds none.
     *
     * @param args none
     */
    public static void main(String[] args) {
        Graphics2D graphics = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB).createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.drawString("m", 5, 15);
        System.out.println(graphics.getFont().getFamily());
    }
}
