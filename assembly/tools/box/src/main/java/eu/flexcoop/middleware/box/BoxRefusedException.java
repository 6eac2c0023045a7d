package eu.flexcoop.middleware.box;

/** The middleware answered, and said no; trying again will not help. */
public class BoxRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BoxRefusedException(String message) {
        super(message);
    }
}
